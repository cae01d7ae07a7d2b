/** The table of groups; on narrow screens each row stands as a block of its own. */
import type { Group } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import classes from '../frame/listing.module.css'
import { roleInWords } from '../roles/role-in-words.ts'

/** More of them stand on the group's own page. */
const ROLES_SHOWN = 4

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
              <span>
                {roles.length === 0 && 'None'}
                {roles.slice(0, ROLES_SHOWN).map(roleInWords).join(' · ')}
                {roles.length > ROLES_SHOWN && ` · and ${roles.length - ROLES_SHOWN} more`}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
