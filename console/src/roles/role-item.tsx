/** One role one holds, or that there is. */
import type { HeldRole } from '@countersign/api'
import { Moment } from '../moments/moment.tsx'
import classes from './role-list.module.css'
import { RolePermissions } from './role-permissions.tsx'

type Props = { readonly role: HeldRole; readonly isOfService: boolean; readonly isOfAll: boolean }

export function RoleItem({ role, isOfService, isOfAll }: Props) {
  const { name, displayName, description, permissions } = role
  return (
    <li>
      <div>
        <h3>{displayName || name}</h3>
        <code className={classes.soft}>{name}</code>
        {description && <p>{description}</p>}
        {!isOfAll && <HowHeld role={role} isOfService={isOfService} />}
      </div>
      <RolePermissions permissions={permissions} />
    </li>
  )
}

function HowHeld({ role, isOfService }: Omit<Props, 'isOfAll'>) {
  const { resource, endsAt, group } = role
  return (
    <p className={classes.soft}>
      {group === null ? 'Assigned to you' : <>Held through the group {group.displayName}</>}
      {resource !== null && (
        <>
          {' '}
          on <code>{resource}</code> only
        </>
      )}
      {resource === null && isOfService && ' on every resource'}.{' '}
      {endsAt === null ? (
        'It does not end.'
      ) : (
        <>
          It ends <Moment at={endsAt} as="date-and-time" isFocusable /> (
          <Moment at={endsAt} as="from-now" />
          ).
        </>
      )}
    </p>
  )
}
