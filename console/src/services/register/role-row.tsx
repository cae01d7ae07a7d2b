/** One role, folded or open: what it is called, and what it permits. */
import { Button, TextInput } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type Dispatch, memo, useId } from 'react'
import classes from './definition-form.module.css'
import type { DraftChange, DraftPermission, DraftRole } from './draft.ts'
import { RoleTicks } from './role-ticks.tsx'

type Props = {
  readonly service: string
  readonly role: DraftRole
  readonly permissions: readonly DraftPermission[]
  readonly wrongDisplayName: string | undefined
  readonly wrongName: string | undefined
  readonly wrongPermissions: string | undefined
  readonly isOpen: boolean
  readonly onFold: (key: string) => void
  readonly onChange: Dispatch<DraftChange>
}

export const RoleRow = memo((props: Props) => {
  const { service, role, permissions, wrongPermissions, isOpen, onFold, onChange } = props
  const contentId = useId()
  const called = role.displayName || role.local || 'New role'
  const retires = role.isKept ? 'Retire' : 'Leave out'
  return (
    <li>
      <div className={classes.head}>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? contentId : undefined}
          className={classes.fold}
          onClick={() => onFold(role.key)}
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
          aria-label={`${retires} the role ${called}`}
          onClick={() => onChange({ do: 'retire role', key: role.key })}
        >
          {retires}
        </Button>
      </div>
      {isOpen && (
        <div id={contentId} className={classes.content}>
          <RoleTexts {...props} />
          <RoleTicks role={role} permissions={permissions} onChange={onChange} called={called} />
          {wrongPermissions && <p role="alert">{wrongPermissions}</p>}
        </div>
      )}
    </li>
  )
})

function RoleTexts({ role, wrongDisplayName, wrongName, onChange }: Props) {
  const { key, local, displayName, isKept } = role
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
        error={wrongDisplayName}
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
          error={wrongName}
        />
      )}
    </div>
  )
}
