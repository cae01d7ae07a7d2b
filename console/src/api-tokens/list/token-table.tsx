/** The table of API tokens; on narrow screens each row stands as a block of its own. */
import type { ApiToken } from '@countersign/api'
import { Checkbox } from '@mantine/core'
import { DEFAULT_SORT, type Sort, type SortColumn } from './list-view.ts'
import { SortableHead } from './sortable-head.tsx'
import { TokenRow } from './token-row.tsx'
import classes from './token-table.module.css'

type Props = {
  readonly organizationId: string
  readonly tokens: readonly ApiToken[]
  readonly wordsOf: (token: ApiToken) => string
  readonly sort: Sort | undefined
  readonly onSort: (sort: Sort) => void
  readonly ticked: ReadonlySet<string>
  readonly onTick: (ticked: ReadonlySet<string>) => void
}

export function TokenTable(props: Props) {
  const { organizationId, tokens, wordsOf, sort = DEFAULT_SORT, onSort, ticked, onTick } = props
  if (tokens.length === 0) {
    return <p className={classes.none}>No API token fits. Search for something else, or show any state.</p>
  }
  const tickable = tokens.filter(({ state }) => state !== 'revoked').map(({ id }) => id)
  const isAllTicked = tickable.length > 0 && tickable.every((id) => ticked.has(id))
  const isSomeTicked = tickable.some((id) => ticked.has(id))
  const head = (column: SortColumn, label: string) => (
    <SortableHead column={column} label={label} sort={sort} onSort={onSort} />
  )

  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col" className={classes.tick}>
            <Checkbox
              aria-label="Select all shown"
              checked={isAllTicked}
              indeterminate={isSomeTicked && !isAllTicked}
              disabled={tickable.length === 0}
              onChange={() => onTick(new Set(isAllTicked ? [] : tickable))}
            />
            <span className={classes.all} aria-hidden>
              Select all
            </span>
          </th>
          {head('name', 'Name')}
          {head('state', 'State')}
          <th scope="col">Scopes</th>
          {head('created', 'Created')}
          {head('expires', 'Expires')}
          {head('used', 'Last used')}
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <TokenRow
            key={token.id}
            organizationId={organizationId}
            token={token}
            words={wordsOf(token)}
            isTicked={ticked.has(token.id)}
            onTick={() => onTick(toggled(ticked, token.id))}
          />
        ))}
      </tbody>
    </table>
  )
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}
