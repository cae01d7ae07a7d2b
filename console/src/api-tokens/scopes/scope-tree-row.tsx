/** One row of the scope tree: arrow, tick, name. For the keyboard and screen readers the row itself is the control. */
import { IconChevronRight } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { formatDate } from '../../moments/formats.ts'
import type { Ticked } from './choice.ts'
import classes from './scope-tree.module.css'
import { Tick } from './tick.tsx'
import type { TreeRow } from './tree-rows.ts'

const ARIA_CHECKED = { all: true, some: 'mixed', none: false } as const

type Props = {
  readonly row: TreeRow
  readonly ticked: Ticked
  readonly isSelected: boolean
  readonly isFocusable: boolean
  readonly onSelect: () => void
  readonly onTick: () => void
  readonly onExpand: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

export function ScopeTreeRow(props: Props) {
  const { row, ticked, isSelected, isFocusable, onSelect, onTick, onExpand, onKeyDown } = props
  const { group, role, isExpanded, foundPermissions } = row
  return (
    <div
      role="treeitem"
      data-key={row.key}
      className={classes.row}
      aria-level={role ? 2 : 1}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-checked={ARIA_CHECKED[ticked]}
      aria-selected={isSelected}
      aria-expanded={isExpanded}
      tabIndex={isFocusable ? 0 : -1}
      onClick={onSelect}
      onKeyDown={onKeyDown}
    >
      {!role && (
        <span
          className={classes.arrow}
          data-expanded={isExpanded || undefined}
          onClick={onExpand}
          aria-hidden
        >
          <IconChevronRight size={16} />
        </span>
      )}
      <span className={classes.tick} onClick={onTick} aria-hidden>
        <Tick ticked={ticked} />
      </span>
      <span className={classes.text} onDoubleClick={role ? undefined : onExpand}>
        <span className={role ? undefined : classes.group}>
          {role?.displayName || role?.name || group.displayName}
        </span>
        {!role && (
          <span className={classes.soft}>
            {group.roles.length} {group.roles.length === 1 ? 'role' : 'roles'}
          </span>
        )}
        {role?.resource && <span className={classes.soft}>on {role.resource}</span>}
        {role?.endsAt && <span className={classes.soft}>until {formatDate(Date.parse(role.endsAt))}</span>}
        {foundPermissions.length > 0 && (
          <span className={classes.soft}>has {foundPermissions.join(', ')}</span>
        )}
      </span>
    </div>
  )
}
