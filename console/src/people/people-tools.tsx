/** Search, the filters by role and state, and the order. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { SearchField } from '../search/search-field.tsx'
import type { PeopleSearch } from './list-view.ts'
import { givableInWords, givableRolesQuery } from '../roles/givable-roles-query.ts'
import classes from '../frame/listing.module.css'

type Props = {
  readonly organizationId: string
  readonly search: PeopleSearch
  readonly onChange: (change: Readonly<Partial<Record<keyof PeopleSearch, string>>>) => void
}

export function PeopleTools({ organizationId, search, onChange }: Props) {
  const { data } = useQuery(givableRolesQuery(organizationId))
  const names = new Map((data?.items ?? []).map((role) => [role.name, givableInWords(role)]))
  // One from the address that is not offered is still what is shown.
  if (search.role !== undefined && !names.has(search.role)) names.set(search.role, search.role)
  return (
    <div className={classes.tools} role="search">
      <SearchField
        className={classes.search}
        label="Search people"
        placeholder="Search by name, user name or e-mail"
        inAddress={search.q ?? ''}
        onSearch={(q) => onChange({ q })}
      />
      <NativeSelect
        className={classes.choice}
        aria-label="Role"
        data={[{ value: '', label: 'Any role' }, ...[...names].map(([value, label]) => ({ value, label }))]}
        value={search.role ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ role: value })}
      />
      <NativeSelect
        aria-label="State"
        data={[
          { value: '', label: 'Any state' },
          { value: 'active', label: 'Active' },
          { value: 'disabled', label: 'Disabled' },
        ]}
        value={search.state ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ state: value })}
      />
      <NativeSelect
        aria-label="Order"
        data={[
          { value: '', label: 'By user name' },
          { value: 'lastSignedIn', label: 'Signed in last' },
        ]}
        value={search.sort ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ sort: value })}
      />
    </div>
  )
}
