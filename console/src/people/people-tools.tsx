/** Search, the filters by role and state, and the order. */
import { NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTypedSearch } from '../search/use-typed-search.ts'
import type { PeopleSearch } from './list-view.ts'
import { givableRolesQuery } from './people-queries.ts'
import classes from './people.module.css'

type Props = {
  readonly organizationId: string
  readonly search: PeopleSearch
  readonly onChange: (change: Readonly<Partial<Record<keyof PeopleSearch, string>>>) => void
}

export function PeopleTools({ organizationId, search, onChange }: Props) {
  const [typed, setTyped] = useTypedSearch(search.q ?? '', (q) => onChange({ q }))
  const { data } = useQuery(givableRolesQuery(organizationId))
  const names = new Map(
    (data?.items ?? []).map(({ name, displayName, serviceName }) => [
      name,
      serviceName === null ? displayName : `${serviceName}: ${displayName}`,
    ]),
  )
  // One from the address that is not offered is still what is shown.
  if (search.role !== undefined && !names.has(search.role)) names.set(search.role, search.role)
  return (
    <div className={classes.tools} role="search">
      <TextInput
        className={classes.search}
        aria-label="Search people"
        placeholder="Search by name, user name or e-mail"
        type="search"
        maxLength={100}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
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
