/**
 * The tree with its search, and what the selected row permits: beside it, or on narrow screens under the row. Whatever
 * is selected, that panel is brought into view.
 */
import { TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import {
  groupKey,
  groupTicked,
  type RoleGroup,
  roleTicked,
  type ScopeChoice,
  toggleGroup,
  toggleRole,
} from './choice.ts'
import { foundInWords, foundRoles } from './found-roles.ts'
import { choiceInWords, groupInWords } from './group-in-words.ts'
import { PermissionPanel } from './permission-panel.tsx'
import classes from './scope-chooser.module.css'
import { ScopeTree } from './scope-tree.tsx'
import { type TreeRow, treeRows } from './tree-rows.ts'
import { usePlacedUnder } from './use-placed-under.ts'

/** As in the style sheet. */
const NARROW = '(max-width: 640px)'
/** What is ticked already is opened for so many services at the most: beyond, their counts say it. */
const MOST_EXPANDED = 3

type Props = {
  readonly groups: readonly RoleGroup[]
  readonly choice: ScopeChoice
  readonly onChange: (choice: ScopeChoice) => void
}

export function ScopeChooser({ groups, choice, onChange }: Props) {
  const [search, setSearch] = useState('')
  const [expanded, setExpanded] = useState(() => expandedAtFirst(groups, choice))
  const [selectedKey, setSelectedKey] = useState<string>()
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false })
  const box = useRef<HTMLDivElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const panel = useRef<HTMLDivElement>(null)

  const selectedRow = () =>
    selectedKey === undefined
      ? undefined
      : box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(selectedKey)}"]`)

  usePlacedUnder(panel, () => (isNarrow ? selectedRow() : undefined))
  useEffect(() => {
    const row = selectedRow()
    for (const shown of row ? [lastUnder(row), panel.current, row] : [])
      shown?.scrollIntoView({ block: 'nearest' })
  }, [selectedKey, expanded, isNarrow])

  const isSearching = search.trim() !== ''
  const found = foundRoles(groups, search)
  const rows = treeRows(found, (key) => isSearching || expanded.has(key))
  // A row that a search or a closed arrow hides stays selected: its permissions stay beside.
  const selected = treeRows(foundRoles(groups, ''), () => true).find(({ key }) => key === selectedKey)
  const tickedOf = ({ group, role }: TreeRow) =>
    role ? roleTicked(choice, group, role) : groupTicked(choice, group)
  const tick = ({ group, role }: TreeRow): void =>
    onChange(role ? toggleRole(choice, group, role) : toggleGroup(choice, group))
  const expand = (key: string, isExpanded: boolean): void => {
    const next = new Set(expanded)
    if (isExpanded) next.add(key)
    else next.delete(key)
    setExpanded(next)
  }
  const permissions = (
    <PermissionPanel group={selected?.group} role={selected?.role} choice={choice} onChange={onChange} />
  )

  if (groups.length === 0) return <p>You hold no role here that could be chosen.</p>
  return (
    <div className={classes.chooser} ref={box}>
      <div className={classes.search}>
        <TextInput
          ref={searchField}
          type="search"
          size="xs"
          aria-label="Search roles and permissions"
          placeholder="Search roles and permissions"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') box.current?.querySelector<HTMLElement>('[role=treeitem]')?.focus()
            if (event.key === 'Enter' || event.key === 'ArrowDown') event.preventDefault()
          }}
        />
        <p role="status" className={classes.soft}>
          {isSearching && (rows.length > 0 ? foundInWords(found) : 'You hold nothing that fits.')}
        </p>
      </div>
      <div className={classes.tree}>
        <p hidden id="scope-tree-keys">
          Arrow keys move and expand. Space ticks. Enter goes to the permissions of a role. Letters search.
        </p>
        {rows.length > 0 && (
          <div className={classes.box}>
            <ScopeTree
              label="Organization roles and services"
              rows={rows}
              tickedOf={tickedOf}
              wordsOf={({ group, role }) => (role ? undefined : groupInWords(choice, group))}
              onTick={(row) => {
                setSelectedKey(row.key)
                tick(row)
              }}
              onExpand={expand}
              selectedKey={selectedKey}
              onSelect={({ key }) => setSelectedKey(key)}
              onEnter={() => panel.current?.querySelector('input')?.focus()}
              onType={() => searchField.current?.focus()}
            />
            {isNarrow && rows.some(({ key }) => key === selectedKey) && (
              <div ref={panel} className={classes.under}>
                {permissions}
              </div>
            )}
          </div>
        )}
        <p className={classes.soft}>{choiceInWords(choice, groups)}</p>
      </div>
      {!isNarrow && (
        <div ref={panel} className={classes.beside}>
          {permissions}
        </div>
      )}
    </div>
  )
}

/** The last role of a service that is open. */
function lastUnder(row: Element | null | undefined): Element | undefined {
  if (row?.getAttribute('aria-expanded') !== 'true') return undefined
  let last = row
  for (let next = row.nextElementSibling; next?.ariaLevel === '2'; next = next.nextElementSibling) last = next
  return last
}

/** The organization's own roles, what is ticked already, and a service that stands alone. */
function expandedAtFirst(groups: readonly RoleGroup[], choice: ScopeChoice): ReadonlySet<string> {
  const ticked = groups.filter((group) => group.serviceId !== null && groupTicked(choice, group) !== 'none')
  const open = groups.filter(
    (group) =>
      group.serviceId === null ||
      groups.length === 1 ||
      (ticked.length <= MOST_EXPANDED && ticked.includes(group)),
  )
  return new Set(open.map(groupKey))
}
