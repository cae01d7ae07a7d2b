/**
 * The tree of organization roles and services, by mouse and by keyboard (the ARIA tree pattern): arrows move and
 * expand, Space ticks, Enter goes to the permissions. Ticking is the caller's; the tree keeps only what is expanded.
 */
import { useRef } from 'react'
import { groupKey } from './choice.ts'
import classes from './scope-tree.module.css'
import { ScopeTreeRow } from './scope-tree-row.tsx'
import type { TreeRow } from './tree-rows.ts'
import type { Ticked } from './choice.ts'

type Props = {
  readonly rows: readonly TreeRow[]
  readonly tickedOf: (row: TreeRow) => Ticked
  readonly onTick: (row: TreeRow) => void
  readonly onExpand: (groupKey: string, isExpanded: boolean) => void
  readonly selectedKey: string | undefined
  readonly onSelect: (row: TreeRow) => void
  readonly onEnter: () => void
}

export function ScopeTree({ rows, tickedOf, onTick, onExpand, selectedKey, onSelect, onEnter }: Props) {
  const tree = useRef<HTMLDivElement>(null)
  const selectedAt = rows.findIndex(({ key }) => key === selectedKey)
  const focusableKey = rows[Math.max(selectedAt, 0)]?.key

  const go = (row: TreeRow | undefined): void => {
    if (!row) return
    onSelect(row)
    tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus()
  }

  const press = (key: string, row: TreeRow, at: number): boolean => {
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
    if (!move) return false
    move()
    return true
  }

  return (
    <div
      ref={tree}
      role="tree"
      aria-label="Organization roles and services"
      aria-describedby="scope-tree-keys"
      aria-multiselectable
      className={classes.tree}
    >
      {rows.map((row, at) => (
        <ScopeTreeRow
          key={row.key}
          row={row}
          ticked={tickedOf(row)}
          isSelected={row.key === selectedKey}
          isFocusable={row.key === focusableKey}
          onSelect={() => onSelect(row)}
          onTick={() => onTick(row)}
          onExpand={() => onExpand(row.key, !row.isExpanded)}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.metaKey || event.altKey) return
            if (press(event.key, row, at)) event.preventDefault()
          }}
        />
      ))}
    </div>
  )
}
