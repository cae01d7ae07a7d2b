/** The table of groups; on narrow screens each row stands as a block of its own. */
import type { Group } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import classes from '../frame/listing.module.css'
import { fewRolesInWords } from '../roles/role-in-words.ts'

type Props = { readonly organizationId: string; readonly groups: readonly Group[] }

export function GroupTable({ organizationId, groups }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Members</th>
          <th scope="col">Roles</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ id: groupId, displayName, description, memberCount, roles }) => (
          <tr key={groupId}>
            <td className={classes.name}>
              <Link to="/o/$organizationId/organization/groups/$groupId" params={{ organizationId, groupId }}>
                <bdi>{displayName}</bdi>
              </Link>
              {description !== '' && (
                <span className={classes.second}>
                  <bdi>{description}</bdi>
                </span>
              )}
            </td>
            <td data-head="Members">{memberCount}</td>
            <td data-head="Roles" className={classes.roles}>
              <span>{fewRolesInWords(roles)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
