/** Things to tick out of more than are shown: searched for, and what was ticked stays, whatever is searched for next. */
import { Checkbox } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import { Lines } from '../frame/lines.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { SearchField } from './search-field.tsx'
import classes from './ticked-list.module.css'

type Found<Item> = {
  readonly data: { readonly items: readonly Item[]; readonly total: number } | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

type Props<Item> = {
  readonly legend: string
  readonly search: string
  readonly onSearch: (search: string) => void
  readonly searchLabel: string
  readonly placeholder: string
  readonly found: Found<Item>
  readonly chosen: readonly Item[]
  readonly onChange: (chosen: readonly Item[]) => void
  readonly keyOf: (item: Item) => string
  readonly label: (item: Item) => string
  readonly description?: (item: Item) => ReactNode
  readonly error?: string | undefined
}

/** A list that is looked through at a glance needs no search. */
const AT_A_GLANCE = 8

export function TickedList<Item>(props: Props<Item>) {
  const { found, chosen, onChange, keyOf, label, description, search, error: wrong } = props
  const { data, error, refetch } = found
  const status = useId()
  const items = data?.items ?? []
  const isChosen = (item: Item): boolean => chosen.some((each) => keyOf(each) === keyOf(item))
  const shown = [...chosen.filter((item) => !items.some((each) => keyOf(each) === keyOf(item))), ...items]
  const toggle = (item: Item): void =>
    onChange(isChosen(item) ? chosen.filter((each) => keyOf(each) !== keyOf(item)) : [...chosen, item])
  return (
    <fieldset aria-invalid={wrong !== undefined} aria-describedby={status} className={classes.list}>
      <legend>{props.legend}</legend>
      {(search !== '' || (data?.total ?? 0) > AT_A_GLANCE) && (
        <SearchField
          label={props.searchLabel}
          placeholder={props.placeholder}
          inAddress={search}
          onSearch={props.onSearch}
        />
      )}
      {error !== null && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {error === null && !data && <Lines count={4} label={`Reading: ${props.legend}`} />}
      <ul className={classes.found}>
        {shown.map((item) => (
          <li key={keyOf(item)}>
            <Checkbox
              checked={isChosen(item)}
              onChange={() => toggle(item)}
              label={<bdi>{label(item)}</bdi>}
              description={description?.(item)}
            />
          </li>
        ))}
      </ul>
      <p id={status} role="status" className={classes.status}>
        {wrong ?? inWords(chosen.length, data)}
      </p>
    </fieldset>
  )
}

function inWords(chosen: number, data: Found<unknown>['data']): string {
  const ticked = chosen === 0 ? '' : `${chosen} ticked. `
  if (data === undefined || data.total <= data.items.length)
    return data?.total === 0 ? `${ticked}Nothing fits: search for something else.` : ticked
  return `${ticked}${data.total} fit; the first ${data.items.length} are shown.`
}
