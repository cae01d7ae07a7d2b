/** The roles one holds, or that there are, in one service, or in the organization itself, under a heading that opens and closes them. */
import type { HeldRole } from '@countersign/api'
import { IconChevronRight } from '@tabler/icons-react'
import { useId } from 'react'
import type { RoleGroup } from '../api-tokens/scopes/choice.ts'
import { ShortList } from '../frame/short-list.tsx'
import classes from './role-list.module.css'
import { RoleItem } from './role-item.tsx'

type Props = {
  readonly group: RoleGroup
  /** Those of its roles that are to be shown. */
  readonly roles: readonly HeldRole[]
  readonly isOpen: boolean
  readonly isOfAll: boolean
  readonly onPress: () => void
}

export function RoleSection({ group, roles, isOpen, isOfAll, onPress }: Props) {
  const rolesId = useId()
  const headingId = useId()
  return (
    <section className={classes.section} aria-labelledby={headingId}>
      <h2 id={headingId}>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? rolesId : undefined}
          className={classes.head}
          onClick={onPress}
        >
          <IconChevronRight size={16} className={classes.arrow} aria-hidden />
          <span>{group.displayName}</span>
          <span className={classes.count}>{countInWords(roles.length, group.roles.length)}</span>
        </button>
      </h2>
      {isOpen && (
        <div id={rolesId}>
          {group.serviceId !== null && (
            <p className={classes.serviceId}>
              The service’s id, the audience of access tokens for it: <code>{group.serviceId}</code>
            </p>
          )}
          <ShortList className={classes.roles}>
            {roles.map((role) => (
              <RoleItem
                key={`${role.name} ${role.resource ?? ''} ${role.group?.id ?? ''}`}
                role={role}
                isOfService={group.serviceId !== null}
                isOfAll={isOfAll}
              />
            ))}
          </ShortList>
        </div>
      )}
    </section>
  )
}

function countInWords(shown: number, all: number): string {
  const roles = all === 1 ? '1 role' : `${all} roles`
  return shown === all ? roles : `${shown} of ${roles}`
}
