/** The table of people; on narrow screens each row stands as a block of its own. */
import type { Person } from '@countersign/api'
import { Moment } from '../moments/moment.tsx'
import { fewRolesInWords } from '../roles/role-in-words.ts'
import classes from '../frame/listing.module.css'
import { PersonCell } from '../frame/person-cell.tsx'

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
            <PersonCell organizationId={organizationId} user={user} />
            <td data-head="State">{state === 'active' ? 'Active' : 'Disabled'}</td>
            <td data-head="Roles" className={classes.roles}>
              <span>{fewRolesInWords(roles)}</span>
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
