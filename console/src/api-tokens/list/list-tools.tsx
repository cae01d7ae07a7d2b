/** Search, the filter by state and, where the columns have no heads to click, the order. */
import { NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { DEFAULT_SORT, isSort, isStateFilter, type ListSearch, STATE_FILTERS } from './list-view.ts'
import { useTypedSearch } from '../../search/use-typed-search.ts'
import classes from './list-tools.module.css'

const ORDERS = [
  { value: '-created', label: 'Newest first' },
  { value: 'created', label: 'Oldest first' },
  { value: 'name', label: 'By name' },
  { value: 'expires', label: 'Expires first' },
  { value: '-used', label: 'Used last' },
  { value: 'state', label: 'By state' },
]

type Props = { readonly search: ListSearch; readonly onChange: (change: ListSearch) => void }

export function ListTools({ search, onChange }: Props) {
  const [typed, setTyped] = useTypedSearch(search.q ?? '', (q) => onChange({ q }))
  return (
    <div className={classes.tools} role="search">
      <TextInput
        className={classes.search}
        aria-label="Search API tokens"
        placeholder="Search by name, scope or id"
        type="search"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="State"
        data={Object.entries(STATE_FILTERS).map(([value, label]) => ({ value, label }))}
        value={search.state ?? ''}
        onChange={({ currentTarget: { value } }) => isStateFilter(value) && onChange({ state: value })}
      />
      <NativeSelect
        className={classes.order}
        aria-label="Order"
        data={ORDERS}
        value={search.sort ?? DEFAULT_SORT}
        onChange={({ currentTarget: { value } }) => isSort(value) && onChange({ sort: value })}
      />
    </div>
  )
}
