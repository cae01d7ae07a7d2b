/** Beside the tree: what the selected role permits, and its permissions one by one. */
import type { HeldRole } from '@countersign/api'
import { Checkbox } from '@mantine/core'
import type { Ref } from 'react'
import { Moment } from '../../moments/moment.tsx'
import {
  groupTicked,
  permissionTicked,
  type RoleGroup,
  roleTicked,
  type ScopeChoice,
  toggleGroup,
  togglePermission,
  toggleRole,
} from './choice.ts'
import classes from './permission-panel.module.css'

type Props = {
  readonly group: RoleGroup | undefined
  readonly role: HeldRole | undefined
  readonly choice: ScopeChoice
  readonly onChange: (choice: ScopeChoice) => void
  readonly ref: Ref<HTMLDivElement>
}

export function PermissionPanel({ group, role, choice, onChange, ref }: Props) {
  return (
    <div className={classes.panel} ref={ref}>
      {!group && (
        <p className={classes.soft}>
          Select a role to see what it permits, and to choose single permissions out of it.
        </p>
      )}
      {group && !role && (
        <>
          <h2>{group.displayName}</h2>
          <Checkbox
            label={group.serviceId === null ? 'All organization roles' : `All roles of ${group.displayName}`}
            description="As you hold them: also those you are given later, and no longer those you lose."
            checked={groupTicked(choice, group) === 'all'}
            onChange={() => onChange(toggleGroup(choice, group))}
          />
        </>
      )}
      {group && role && (
        <>
          <h2>{role.displayName || role.name}</h2>
          <p className={classes.soft}>
            <code>{role.name}</code>
            {role.description && <> {role.description}.</>}
            {role.resource && (
              <>
                {' '}
                On <code>{role.resource}</code> only.
              </>
            )}
            {role.endsAt && (
              <>
                {' '}
                You hold it until <Moment at={role.endsAt} as="date-and-time" />.
              </>
            )}
          </p>
          <Checkbox
            label="The whole role"
            description="With everything it permits, now and when the service changes it."
            checked={roleTicked(choice, group, role) === 'all'}
            indeterminate={roleTicked(choice, group, role) === 'some'}
            onChange={() => onChange(toggleRole(choice, group, role))}
          />
          <fieldset className={classes.permissions}>
            <legend>Or single permissions, without the role itself</legend>
            {role.permissions.map(({ name, description }) => (
              <Checkbox
                key={name}
                label={description || name}
                description={description ? <code>{name}</code> : undefined}
                checked={permissionTicked(choice, group, role, name)}
                onChange={() => onChange(togglePermission(choice, group, role, name))}
              />
            ))}
            {role.permissions.length === 0 && <p className={classes.soft}>It has none.</p>}
          </fieldset>
        </>
      )}
    </div>
  )
}
