/** The roles one holds, service by service. Few are all open; of many only what was opened, or what a search finds. */
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { groupKey, type RoleGroup } from '../api-tokens/scopes/choice.ts'
import { foundInWords, foundRoles, type FoundGroup } from '../api-tokens/scopes/found-roles.ts'
import classes from './role-list.module.css'
import { RoleSection } from './role-section.tsx'

/** So many roles are on the page at once, unless one opens more. */
const MOST_AT_ONCE = 8

type Props = {
  readonly groups: readonly RoleGroup[]
  /** Roles that there are, whoever holds them: nothing is said about how. */
  readonly isOfAll?: boolean
}

export function RoleList({ groups, isOfAll = false }: Props) {
  const [search, setSearch] = useState('')
  /** What one has opened or closed. A search begins anew. */
  const [pressed, setPressed] = useState<ReadonlyMap<string, boolean>>(new Map())
  const isSearching = search.trim() !== ''
  const found = foundRoles(groups, search)
  const isFew = countOf(found) <= MOST_AT_ONCE
  const isLong = countOf(foundRoles(groups, '')) > MOST_AT_ONCE
  const opensItself = ({ serviceId }: RoleGroup): boolean => isFew || (!isSearching && serviceId === null)
  return (
    <>
      {isLong && (
        <div className={classes.tools} role="search">
          <TextInput
            className={classes.search}
            type="search"
            aria-label={isOfAll ? 'Search roles' : 'Search your roles'}
            placeholder="Search roles, services and permissions"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              setPressed(new Map())
            }}
          />
          <p role="status" className={classes.soft}>
            {isSearching && (found.length > 0 ? foundInWords(found) : nothingInWords(isOfAll))}
          </p>
        </div>
      )}
      <div className={classes.sections}>
        {found.map(({ group, roles }) => {
          const key = groupKey(group)
          const isOpen = pressed.get(key) ?? opensItself(group)
          return (
            <RoleSection
              key={key}
              group={group}
              roles={roles.map(({ role }) => role)}
              isOpen={isOpen}
              isOfAll={isOfAll}
              onPress={() => setPressed(new Map(pressed).set(key, !isOpen))}
            />
          )
        })}
      </div>
    </>
  )
}

const countOf = (found: readonly FoundGroup[]): number =>
  found.reduce((sum, { roles }) => sum + roles.length, 0)

const nothingInWords = (isOfAll: boolean): string =>
  isOfAll ? 'No role fits.' : 'You hold nothing that fits.'
