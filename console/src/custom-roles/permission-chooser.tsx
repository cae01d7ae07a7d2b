/** The permissions of the organization's services as a tree to tick, with a search. */
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useId, useRef, useState } from 'react'
import {
  groupKey,
  groupTicked,
  roleTicked,
  type RoleGroup,
  type ScopeChoice,
} from '../api-tokens/scopes/choice.ts'
import { foundRoles } from '../api-tokens/scopes/found-roles.ts'
import { ScopeTree } from '../api-tokens/scopes/scope-tree.tsx'
import { treeRows, type TreeRow } from '../api-tokens/scopes/tree-rows.ts'
import classes from './permission-chooser.module.css'
import { ticked } from './permission-tree.ts'

type Props = {
  readonly groups: readonly RoleGroup[]
  readonly choice: ScopeChoice
  readonly onChange: (choice: ScopeChoice) => void
  readonly error: string | undefined
}

export function PermissionChooser({ groups, choice, onChange, error }: Props) {
  const [search, setSearch] = useState('')
  const [expanded, setExpanded] = useState(() => openAtFirst(groups, choice))
  const [selectedKey, setSelectedKey] = useState<string>()
  const searchField = useRef<HTMLInputElement>(null)
  const labelId = useId()
  const isSearching = search.trim() !== ''
  const found = foundRoles(groups, search)
  const rows = treeRows(found, (key) => isSearching || expanded.has(key))
  const tickedOf = ({ group, role }: TreeRow) =>
    role ? roleTicked(choice, group, role) : groupTicked(choice, group)
  const expand = (key: string, isExpanded: boolean): void => {
    const next = new Set(expanded)
    if (isExpanded) next.add(key)
    else next.delete(key)
    setExpanded(next)
  }
  const tick = (row: TreeRow): void => {
    setSelectedKey(row.key)
    onChange(ticked(choice, row))
  }
  return (
    <div role="group" aria-labelledby={labelId}>
      <p id={labelId} className={classes.label}>
        Permissions
      </p>
      {error !== undefined && (
        <p className={classes.error} data-problem tabIndex={-1}>
          {error}
        </p>
      )}
      <div className={classes.search}>
        <TextInput
          ref={searchField}
          type="search"
          size="xs"
          aria-label="Search services and permissions"
          placeholder="Search services and permissions"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault()
          }}
        />
        <p role="status" className={classes.soft}>
          {isSearching && (rows.length > 0 ? countInWords(found) : 'No permission fits.')}
        </p>
      </div>
      <p hidden id="scope-tree-keys">
        Arrow keys move and expand. Space and Enter tick. Letters search.
      </p>
      {rows.length > 0 && (
        <div className={classes.tree}>
          <ScopeTree
            label="Services and their permissions"
            rows={rows}
            tickedOf={tickedOf}
            wordsOf={({ group, role }) => (role ? codeOf(role) : groupInWords(choice, group))}
            onTick={tick}
            onExpand={expand}
            selectedKey={selectedKey}
            onSelect={({ key }) => setSelectedKey(key)}
            onEnter={() => {
              const row = rows.find(({ key }) => key === selectedKey)
              if (row) tick(row)
            }}
            onType={() => searchField.current?.focus()}
          />
        </div>
      )}
      <p className={classes.soft}>{totalInWords(choice)}</p>
    </div>
  )
}

/** Described in words, it has its name beside. */
const codeOf = ({ name, displayName }: RoleGroup['roles'][number]): string | undefined =>
  displayName === name ? undefined : name

const countInWords = (found: ReturnType<typeof foundRoles>): string => {
  const count = found.reduce((sum, { roles }) => sum + roles.length, 0)
  return count === 1 ? '1 permission fits.' : `${count} permissions fit.`
}

function groupInWords(choice: ScopeChoice, group: RoleGroup): string {
  const chosen = group.roles.filter((role) => roleTicked(choice, group, role) === 'all').length
  return `${chosen} of ${group.roles.length}`
}

function totalInWords({ roles }: ScopeChoice): string {
  if (roles.size === 0) return 'Nothing is chosen yet.'
  return roles.size === 1 ? '1 permission is chosen.' : `${roles.size} permissions are chosen.`
}

/** What has something ticked already, and a service that stands alone. */
const openAtFirst = (groups: readonly RoleGroup[], choice: ScopeChoice): ReadonlySet<string> =>
  new Set(
    groups
      .filter((group) => groups.length === 1 || groupTicked(choice, group) !== 'none')
      .slice(0, 3)
      .map(groupKey),
  )
