/** A tick for each permission that a role may have: plain boxes, each drawn anew only when it changes, for there may be hundreds. */
import { Button } from '@mantine/core'
import { type Dispatch, memo } from 'react'
import classes from './definition-form.module.css'
import type { DraftChange, DraftPermission, DraftRole } from './draft.ts'
import { NarrowSearch } from './narrow-search.tsx'
import { useFound } from './use-found.ts'

const FEW = 12

type Props = {
  readonly role: DraftRole
  /** What the role is called. */
  readonly called: string
  readonly permissions: readonly DraftPermission[]
  readonly onChange: Dispatch<DraftChange>
}

export function RoleTicks({ role, called, permissions, onChange }: Props) {
  const { search, setSearch, found } = useFound(permissions, (row) => `${row.local} ${row.description}`)
  const shown = found.map(({ row }) => row.key)
  const tickShown = (isTicked: boolean): void =>
    onChange({ do: 'tick', role: role.key, permissions: shown, isTicked })
  if (permissions.length === 0)
    return <p className={classes.soft}>The service has no permission yet. Add one above to tick it here.</p>
  return (
    <fieldset className={classes.ticks}>
      <legend>What {called} permits</legend>
      {permissions.length > FEW && (
        <NarrowSearch label={`Search permissions for ${called}`} value={search} onChange={setSearch} />
      )}
      <div className={classes.all}>
        <Button variant="subtle" size="compact-sm" onClick={() => tickShown(true)}>
          {search.trim() === '' ? 'Tick all' : `Tick the ${shown.length} found`}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => tickShown(false)}>
          {search.trim() === '' ? 'Tick none' : `Untick the ${shown.length} found`}
        </Button>
      </div>
      <div className={classes.grid}>
        {found.map(({ row }) => (
          <PermissionTick
            key={row.key}
            role={role.key}
            permission={row}
            isTicked={role.permissions.has(row.key)}
            onChange={onChange}
          />
        ))}
      </div>
    </fieldset>
  )
}

type TickProps = {
  readonly role: string
  readonly permission: DraftPermission
  readonly isTicked: boolean
  readonly onChange: Dispatch<DraftChange>
}

const PermissionTick = memo(({ role, permission, isTicked, onChange }: TickProps) => {
  const { key, local, description } = permission
  return (
    <label className={classes.tick}>
      <input
        type="checkbox"
        checked={isTicked}
        onChange={(event) =>
          onChange({ do: 'tick', role, permissions: [key], isTicked: event.currentTarget.checked })
        }
      />
      <span>
        {description || local || 'New permission'}
        {description && <code>{local}</code>}
      </span>
    </label>
  )
})
