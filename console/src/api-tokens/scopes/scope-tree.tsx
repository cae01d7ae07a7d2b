/**
 * The tree of organization roles and services, by mouse and by keyboard (the ARIA tree pattern): arrows move and
 * expand, Space ticks, Enter goes to the permissions, letters to the search. It keeps nothing; all is the caller's.
 */
import { useRef } from 'react'
import { groupKey, type Ticked } from './choice.ts'
import { ScopeTreeRow } from './scope-tree-row.tsx'
import type { TreeRow } from './tree-rows.ts'

type Props = {
  readonly label: string
  readonly rows: readonly TreeRow[]
  readonly tickedOf: (row: TreeRow) => Ticked
  /** How much of a group is chosen. */
  readonly wordsOf: (row: TreeRow) => string | undefined
  readonly onTick: (row: TreeRow) => void
  readonly onExpand: (groupKey: string, isExpanded: boolean) => void
  readonly selectedKey: string | undefined
  readonly onSelect: (row: TreeRow) => void
  readonly onEnter: () => void
  /** A letter was pressed that is meant for the search. */
  readonly onType: () => void
}

export function ScopeTree(props: Props) {
  const { label, rows, tickedOf, wordsOf, onTick, onExpand, selectedKey, onSelect, onEnter, onType } = props
  const tree = useRef<HTMLDivElement>(null)
  const selectedAt = rows.findIndex(({ key }) => key === selectedKey)
  const focusableKey = rows[Math.max(selectedAt, 0)]?.key

  const go = (row: TreeRow | undefined): void => {
    if (!row) return
    onSelect(row)
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus()
  }

  /** A service opens with the first press, so that one finger finds its roles, and closes with one on it when selected. */
  const pressRow = (row: TreeRow): void => {
    const isSelected = row.key === selectedKey
    onSelect(row)
    if (!row.role && (isSelected || !row.isExpanded)) onExpand(row.key, !row.isExpanded)
  }

  const pressKey = (key: string, row: TreeRow, at: number): boolean => {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(rows[at + 1]),
      ArrowUp: () => go(rows[at - 1]),
      Home: () => go(rows[0]),
      End: () => go(rows.at(-1)),
      ' ': () => onTick(row),
      Enter: () => (row.role ? onEnter() : onExpand(row.key, !row.isExpanded)),
      ArrowRight: () => {
        if (row.isExpanded === false) onExpand(row.key, true)
        else if (row.isExpanded) go(rows[at + 1])
      },
      ArrowLeft: () => {
        if (row.isExpanded) onExpand(row.key, false)
        else if (row.role) go(rows.find((other) => other.key === groupKey(row.group)))
      },
    }
    const move = moves[key]
    // The search has the focus before the browser enters the letter.
    if (!move && [...key].length === 1) onType()
    if (!move) return false
    move()
    return true
  }

  return (
    <div ref={tree} role="tree" aria-label={label} aria-describedby="scope-tree-keys" aria-multiselectable>
      {rows.map((row, at) => (
        <ScopeTreeRow
          key={row.key}
          row={row}
          ticked={tickedOf(row)}
          words={wordsOf(row)}
          isSelected={row.key === selectedKey}
          isFocusable={row.key === focusableKey}
          onPress={() => pressRow(row)}
          onTick={() => onTick(row)}
          onExpand={() => {
            onSelect(row)
            onExpand(row.key, !row.isExpanded)
          }}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.metaKey || event.altKey) return
            if (pressKey(event.key, row, at)) event.preventDefault()
          }}
        />
      ))}
    </div>
  )
}
