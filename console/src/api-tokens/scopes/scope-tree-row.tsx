/** One row of the scope tree: arrow, tick, name. For the keyboard and screen readers the row itself is the control. */
import { IconChevronRight } from '@tabler/icons-react'
import type { KeyboardEvent, MouseEvent } from 'react'
import { formatDate } from '../../moments/formats.ts'
import type { Ticked } from './choice.ts'
import classes from './scope-tree.module.css'
import { Tick } from './tick.tsx'
import type { TreeRow } from './tree-rows.ts'

const ARIA_CHECKED = { all: true, some: 'mixed', none: false } as const

type Props = {
  readonly row: TreeRow
  readonly ticked: Ticked
  /** Of a group: how much of it is chosen. */
  readonly words: string | undefined
  readonly isSelected: boolean
  readonly isFocusable: boolean
  readonly onPress: () => void
  readonly onTick: () => void
  readonly onExpand: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** A press on the arrow or the tick is not one on the row as well. */
const alone = (work: () => void) => (event: MouseEvent) => {
  event.stopPropagation()
  work()
}

export function ScopeTreeRow(props: Props) {
  const { row, ticked, words, isSelected, isFocusable, onPress, onTick, onExpand, onKeyDown } = props
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
      onClick={onPress}
      onKeyDown={onKeyDown}
    >
      {!role && (
        <span
          className={classes.arrow}
          data-expanded={isExpanded || undefined}
          onClick={alone(onExpand)}
          aria-hidden
        >
          <IconChevronRight size={16} />
        </span>
      )}
      <span className={classes.tick} onClick={alone(onTick)} aria-hidden>
        <Tick ticked={ticked} />
      </span>
      <span className={classes.text}>
        <span className={role ? undefined : classes.group}>
          {role?.displayName || role?.name || group.displayName}
        </span>
        {words && <span className={classes.soft}>{words}</span>}
        {role?.resource && <span className={classes.soft}>on {role.resource}</span>}
        {role?.endsAt && <span className={classes.soft}>until {formatDate(Date.parse(role.endsAt))}</span>}
        {foundPermissions.length > 0 && (
          <span className={classes.soft}>has {foundPermissions.join(', ')}</span>
        )}
      </span>
    </div>
  )
}
