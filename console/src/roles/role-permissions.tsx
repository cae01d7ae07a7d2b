/** What one role permits: each permission in words with its name. The first few; the others open on demand. */
import type { HeldRole } from '@countersign/api'
import { Opening } from '../frame/opening.tsx'
import classes from './role-list.module.css'

const MOST_SHOWN = 8

type Props = Pick<HeldRole, 'permissions'>

export function RolePermissions({ permissions }: Props) {
  if (permissions.length === 0) return <p className={classes.soft}>No permissions.</p>
  const shown = permissions.length <= MOST_SHOWN + 1 ? permissions : permissions.slice(0, MOST_SHOWN)
  const rest = permissions.slice(shown.length)
  return (
    <div>
      <Described permissions={shown} />
      {rest.length > 0 && (
        <Opening summary={`and ${rest.length} more`} isContinued>
          <Described permissions={rest} />
        </Opening>
      )}
    </div>
  )
}

const Described = ({ permissions }: Props) => (
  <dl className={classes.permissions}>
    {permissions.map(({ name, description }) => (
      <div key={name}>
        <dt>{description || name}</dt>
        {description && (
          <dd>
            <code>{name}</code>
          </dd>
        )}
      </div>
    ))}
  </dl>
)
