/** What the selected role permits, and its permissions one by one; of a service, whether roles that come later are meant. */
import type { HeldRole } from '@countersign/api'
import { Checkbox } from '@mantine/core'
import { Moment } from '../../moments/moment.tsx'
import {
  groupTicked,
  isWholeGroup,
  permissionTicked,
  type RoleGroup,
  roleTicked,
  type ScopeChoice,
  toggleGroup,
  toggleLaterRoles,
  togglePermission,
  toggleRole,
} from './choice.ts'
import classes from './permission-panel.module.css'

type Props = {
  readonly group: RoleGroup | undefined
  readonly role: HeldRole | undefined
  readonly choice: ScopeChoice
  readonly onChange: (choice: ScopeChoice) => void
}

export function PermissionPanel({ group, role, choice, onChange }: Props) {
  return (
    <div className={classes.panel}>
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
            description={describedGroup(choice, group)}
            checked={groupTicked(choice, group) === 'all'}
            indeterminate={groupTicked(choice, group) === 'some'}
            onChange={() => onChange(toggleGroup(choice, group))}
          />
          {groupTicked(choice, group) === 'all' && (
            <Checkbox
              label="Roles that come later, too"
              description="With it the token follows what you hold here, as roles come and go."
              checked={isWholeGroup(choice, group)}
              onChange={() => onChange(toggleLaterRoles(choice, group))}
            />
          )}
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
            description={
              isEveryPermission(choice, group, role)
                ? 'Not chosen: every permission of it is, which is not the role itself, nor what the service adds to it.'
                : 'With everything it permits, now and when the service changes it.'
            }
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

function describedGroup(choice: ScopeChoice, group: RoleGroup): string {
  if (isWholeGroup(choice, group) || groupTicked(choice, group) !== 'all')
    return 'As you hold them: also those you are given later, and no longer those you lose.'
  return 'Those that you hold today, each by its name. Roles that you are given later are not meant.'
}

const isEveryPermission = (choice: ScopeChoice, group: RoleGroup, role: HeldRole): boolean =>
  roleTicked(choice, group, role) === 'some' &&
  role.permissions.every(({ name }) => permissionTicked(choice, group, role, name))
