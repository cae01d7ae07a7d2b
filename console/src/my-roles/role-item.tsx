/** One role one holds. */
import type { HeldRole } from '@countersign/api'
import { Moment } from '../moments/moment.tsx'
import classes from './my-roles.module.css'

export function RoleItem({ role }: { readonly role: HeldRole }) {
  const { name, displayName, description, resource, endsAt, permissions } = role
  return (
    <li>
      <div>
        <h3>{displayName || name}</h3>
        <code className={classes.soft}>{name}</code>
        {description && <p>{description}</p>}
        <p className={classes.soft}>
          Assigned to you{' '}
          {resource === null ? (
            'without a limit to resources'
          ) : (
            <>
              on <code>{resource}</code> only
            </>
          )}
          ,{' '}
          {endsAt === null ? (
            'with no end'
          ) : (
            <>
              until <Moment at={endsAt} as="date-and-time" isFocusable /> (<Moment at={endsAt} as="from-now" />)
            </>
          )}
          .
        </p>
      </div>
      {permissions.length === 0 ? (
        <p className={classes.soft}>No permissions.</p>
      ) : (
        <dl className={classes.permissions}>
          {permissions.map((permission) => (
            <div key={permission.name}>
              <dt>{permission.description || permission.name}</dt>
              {permission.description && (
                <dd>
                  <code>{permission.name}</code>
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
