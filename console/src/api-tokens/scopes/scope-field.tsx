/** Scopes as a person chooses them: all roles, or a selection out of the tree with the permissions beside. */
import { Radio, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useId, useRef, useState } from 'react'
import {
  groupKey,
  groupTicked,
  type RoleGroup,
  roleTicked,
  type ScopeChoice,
  toggleGroup,
  toggleRole,
} from './choice.ts'
import { PermissionPanel } from './permission-panel.tsx'
import classes from './scope-field.module.css'
import { ScopeTree } from './scope-tree.tsx'
import { type TreeRow, treeRows } from './tree-rows.ts'

type Props = {
  readonly groups: readonly RoleGroup[]
  readonly organizationName: string
  readonly choice: ScopeChoice
  readonly onChange: (choice: ScopeChoice) => void
  readonly error: string | undefined
}

export function ScopeField({ groups, organizationName, choice, onChange, error }: Props) {
  const errorId = useId()
  return (
    <div>
      <Radio.Group
        label="Scopes"
        classNames={{ label: classes.label }}
        value={choice.allRoles ? 'all' : 'chosen'}
        onChange={(value) => onChange({ ...choice, allRoles: value === 'all' })}
      >
        <div className={classes.options}>
          <Radio
            value="chosen"
            label="Chosen roles and permissions"
            description="The less a token can do, the less a leaked one costs."
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? undefined : errorId}
          />
          <Radio
            value="all"
            label="All roles"
            description={`Everything you hold in ${organizationName}, and nothing else: it follows your roles as they come and go.`}
          />
        </div>
      </Radio.Group>
      {error && (
        <p className={classes.error} id={errorId}>
          {error}
        </p>
      )}
      {!choice.allRoles && <Chooser groups={groups} choice={choice} onChange={onChange} />}
    </div>
  )
}

function Chooser({ groups, choice, onChange }: Pick<Props, 'groups' | 'choice' | 'onChange'>) {
  const [search, setSearch] = useState('')
  const [expanded, setExpanded] = useState(() => expandedAtFirst(groups, choice))
  const [selectedKey, setSelectedKey] = useState<string>()
  const panel = useRef<HTMLDivElement>(null)

  const rows = treeRows(groups, expanded, search)
  // A row that a search or a closed arrow hides stays selected: its permissions stay beside.
  const selected = treeRows(groups, new Set(groups.map(groupKey)), '').find(({ key }) => key === selectedKey)
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

  if (groups.length === 0) return <p>You hold no role here that could be chosen.</p>
  return (
    <div className={classes.chooser}>
      <div className={classes.left}>
        <TextInput
          type="search"
          size="xs"
          aria-label="Search roles and permissions"
          placeholder="Search roles and permissions"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
        <p hidden id="scope-tree-keys">
          Arrow keys move and expand. Space ticks. Enter goes to the permissions of a role.
        </p>
        {rows.length > 0 ? (
          <ScopeTree
            rows={rows}
            tickedOf={tickedOf}
            onTick={(row) => {
              setSelectedKey(row.key)
              tick(row)
            }}
            onExpand={expand}
            selectedKey={selectedKey}
            onSelect={({ key }) => setSelectedKey(key)}
            onEnter={() => panel.current?.querySelector('input')?.focus()}
          />
        ) : (
          <p className={classes.none}>You hold nothing that fits.</p>
        )}
      </div>
      <PermissionPanel
        ref={panel}
        group={selected?.group}
        role={selected?.role}
        choice={choice}
        onChange={onChange}
      />
    </div>
  )
}

/** The organization's own roles, what is ticked already, and a service that stands alone. */
const expandedAtFirst = (groups: readonly RoleGroup[], choice: ScopeChoice): ReadonlySet<string> =>
  new Set(
    groups
      .filter(
        (group) => group.serviceId === null || groups.length === 1 || groupTicked(choice, group) !== 'none',
      )
      .map(groupKey),
  )
