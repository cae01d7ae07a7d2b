/** The table of people; on narrow screens each row stands as a block of its own. */
import type { Person } from '@countersign/api'
import { Link } from '@tanstack/react-router'
import { Moment } from '../moments/moment.tsx'
import { roleInWords } from '../roles/role-in-words.ts'
import { fullName } from '../sessions/full-name.ts'
import classes from '../frame/listing.module.css'

/** More of them stand on the person's own page. */
const ROLES_SHOWN = 4

type Props = { readonly organizationId: string; readonly people: readonly Person[] }

export function PeopleTable({ organizationId, people }: Props) {
  if (people.length === 0)
    return <p className={classes.none}>Nobody fits. Search for something else, or show any role and state.</p>
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">State</th>
          <th scope="col">Roles</th>
          <th scope="col">API tokens</th>
          <th scope="col">Last sign-in</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ user, state, roles, apiTokens, lastSignedInAt }) => (
          <tr key={user.id} data-faded={state === 'disabled' || undefined}>
            <td className={classes.name}>
              <Link
                to="/o/$organizationId/organization/people/$userId"
                params={{ organizationId, userId: user.id }}
              >
                <bdi>{fullName(user)}</bdi>
              </Link>
              <span className={classes.second} translate="no">
                <bdi>{user.username}</bdi>
              </span>
            </td>
            <td data-head="State">{state === 'active' ? 'Active' : 'Disabled'}</td>
            <td data-head="Roles" className={classes.roles}>
              <span>
                {roles.length === 0 && 'None'}
                {roles.slice(0, ROLES_SHOWN).map(roleInWords).join(' · ')}
                {roles.length > ROLES_SHOWN && ` · and ${roles.length - ROLES_SHOWN} more`}
              </span>
            </td>
            <td data-head="API tokens">{apiTokens}</td>
            <td data-head="Last sign-in">
              {lastSignedInAt === null ? 'Never' : <Moment at={lastSignedInAt} as="from-now" />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
