/** Custom roles as a table; on narrow screens each row stands as a block of its own. */
import type { CustomRolePage } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import classes from '../frame/listing.module.css'

type Props = { readonly organizationId: string; readonly roles: CustomRolePage['items'] }

export function CustomRoleTable({ organizationId, roles }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Permissions</th>
          <th scope="col">People</th>
        </tr>
      </thead>
      <tbody>
        {roles.map(({ name, displayName, description, permissions, holders }) => (
          <tr key={name}>
            <td className={classes.name}>
              <Link
                to="/o/$organizationId/organization/roles/custom/$roleName"
                params={{ organizationId, roleName: name }}
              >
                <bdi>{displayName}</bdi>
              </Link>
              <span className={classes.second}>
                <code>{name}</code>
                {description !== '' && <bdi>{description}</bdi>}
              </span>
            </td>
            <td data-head="Permissions">{permissions}</td>
            <td data-head="People">{holders}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
