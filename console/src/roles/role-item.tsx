/** One role one holds. */
import type { HeldRole } from '@countersign/api'
import { Moment } from '../moments/moment.tsx'
import classes from './role-list.module.css'
import { RolePermissions } from './role-permissions.tsx'

type Props = { readonly role: HeldRole; readonly isOfService: boolean }

export function RoleItem({ role, isOfService }: Props) {
  const { name, displayName, description, resource, endsAt, group, permissions } = role
  return (
    <li>
      <div>
        <h3>{displayName || name}</h3>
        <code className={classes.soft}>{name}</code>
        {description && <p>{description}</p>}
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
      </div>
      <RolePermissions permissions={permissions} />
    </li>
  )
}
