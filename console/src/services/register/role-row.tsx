/** One role: what it is called, and a tick for each permission that it has. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type Dispatch, useId } from 'react'
import { messageFor } from '../../forms/use-submission.ts'
import classes from './definition-form.module.css'
import type { DraftChange, DraftPermission, DraftRole } from './draft.ts'
import { NarrowSearch } from './narrow-search.tsx'
import { useFound } from './use-found.ts'

const FEW = 12

type Props = {
  readonly service: string
  readonly role: DraftRole
  readonly permissions: readonly DraftPermission[]
  /** Of this role in what the server says. */
  readonly path: string
  readonly fields: Readonly<Record<string, string>>
  readonly isOpen: boolean
  readonly onFold: () => void
  readonly onChange: Dispatch<DraftChange>
}

export function RoleRow(props: Props) {
  const { service, role, permissions, isOpen, onFold, onChange } = props
  const contentId = useId()
  const called = role.displayName || role.local || 'New role'
  return (
    <li>
      <div className={classes.head}>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? contentId : undefined}
          className={classes.fold}
          onClick={onFold}
        >
          <IconChevronRight size={16} className={classes.arrow} aria-hidden />
          <strong>{called}</strong>
          <span className={classes.soft}>
            {role.isKept && (
              <code>
                {service}:{role.local}
              </code>
            )}{' '}
            {role.permissions.size} of {permissions.length} permissions
          </span>
        </button>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`${role.isKept ? 'Retire' : 'Leave out'} the role ${called}`}
          onClick={() => onChange({ do: 'retire role', key: role.key })}
        >
          {role.isKept ? 'Retire' : 'Leave out'}
        </Button>
      </div>
      {isOpen && (
        <div id={contentId} className={classes.content}>
          <RoleTexts {...props} />
          <RoleTicks role={role} permissions={permissions} onChange={onChange} called={called} />
          {messageFor(props.fields, `${props.path}.permissions`) && (
            <p role="alert">{messageFor(props.fields, `${props.path}.permissions`)}</p>
          )}
        </div>
      )}
    </li>
  )
}

function RoleTexts({ role: { key, local, displayName, isKept }, path, fields, onChange }: Props) {
  return (
    <div className={classes.row}>
      <TextInput
        label="Display name"
        placeholder="Viewer"
        autoComplete="off"
        maxLength={100}
        value={displayName}
        onChange={({ currentTarget: { value } }) =>
          onChange({ do: 'say of role', key, said: { displayName: value } })
        }
        error={messageFor(fields, `${path}.displayName`)}
      />
      {!isKept && (
        <TextInput
          label="Name"
          placeholder="viewer"
          autoComplete="off"
          maxLength={63}
          value={local}
          onChange={({ currentTarget: { value } }) =>
            onChange({ do: 'say of role', key, said: { local: value } })
          }
          error={messageFor(fields, `${path}.name`)}
        />
      )}
    </div>
  )
}

function RoleTicks({
  role,
  permissions,
  called,
  onChange,
}: Pick<Props, 'role' | 'permissions' | 'onChange'> & { readonly called: string }) {
  const { search, setSearch, found } = useFound(permissions, (row) => `${row.local} ${row.description}`)
  const tick = (keys: readonly string[], isTicked: boolean): void =>
    onChange({ do: 'tick', role: role.key, permissions: keys, isTicked })
  const shown = found.map(({ row }) => row.key)
  if (permissions.length === 0)
    return <p className={classes.soft}>The service has no permission yet. Add one above to tick it here.</p>
  return (
    <fieldset className={classes.ticks}>
      <legend>What {called} permits</legend>
      {permissions.length > FEW && (
        <NarrowSearch label={`Search permissions for ${called}`} value={search} onChange={setSearch} />
      )}
      <div className={classes.all}>
        <Button variant="subtle" size="compact-sm" onClick={() => tick(shown, true)}>
          {search.trim() === '' ? 'Tick all' : `Tick the ${shown.length} found`}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => tick(shown, false)}>
          {search.trim() === '' ? 'Tick none' : `Untick the ${shown.length} found`}
        </Button>
      </div>
      <div className={classes.grid}>
        {found.map(({ row: { key, local, description } }) => (
          <Checkbox
            key={key}
            label={description || local || 'New permission'}
            description={description && <code>{local}</code>}
            checked={role.permissions.has(key)}
            onChange={({ currentTarget: { checked } }) => tick([key], checked)}
          />
        ))}
      </div>
    </fieldset>
  )
}
