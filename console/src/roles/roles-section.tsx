/** The roles that a person or a group holds: for how long, through what, and what may be done about each. */
import type { GivableRole, GiveRole, RoleName } from '@countersign/api'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Confirmation } from '../frame/confirmation.tsx'
import classes from '../frame/listing.module.css'
import { Period } from '../moments/period.tsx'
import { RoleDialog } from './role-dialog.tsx'
import { keyOfRole, nameOfRole, roleInWords, type ShownRole } from './role-in-words.ts'

type Props = {
  readonly organizationId: string
  /** Of whoever holds them. */
  readonly name: string
  readonly roles: readonly ShownRole[]
  readonly mayChange: boolean
  readonly canHold?: (role: GivableRole) => boolean
  readonly give: (role: GiveRole) => Promise<void>
  readonly changePeriod: (role: GiveRole) => Promise<void>
  readonly take: (role: RoleName) => Promise<void>
  /** What follows from taking it. */
  readonly whatFollows: (role: ShownRole) => ReactNode
  readonly onDone: (message: string) => void
}
type Asking = { readonly what: 'give' | 'period' | 'take'; readonly role?: ShownRole }

export function RolesSection(props: Props) {
  const { organizationId, name, roles, mayChange, onDone } = props
  const [asks, setAsks] = useState<Asking>()
  const close = (): void => setAsks(undefined)
  const held = asks?.role
  const save = async (role: GiveRole): Promise<void> => {
    await (held ? props.changePeriod : props.give)(role)
    onDone(held ? 'The period is changed.' : 'The role is given.')
  }
  const take = async (): Promise<void> => {
    if (held === undefined) return
    await props.take(nameOfRole(held))
    onDone('The role is taken away.')
  }
  return (
    <section className={classes.section}>
      <h2>Roles</h2>
      {roles.length === 0 && <p className={classes.second}>No role is held.</p>}
      <ul className={classes.held}>
        {roles.map((role) => (
          <li key={keyOfRole(role)}>
            <div>
              <RoleText role={role} organizationId={organizationId} />
              <Period period={role} className={classes.second} />
            </div>
            {mayChange && !role.group && (
              <div className={classes.buttons}>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Change how long: ${roleInWords(role)}`}
                  onClick={() => setAsks({ what: 'period', role })}
                >
                  Change how long…
                </Button>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Take away: ${roleInWords(role)}`}
                  onClick={() => setAsks({ what: 'take', role })}
                >
                  Take away…
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => setAsks({ what: 'give' })}>
            Give a role…
          </Button>
        </div>
      )}
      <RoleDialog
        organizationId={organizationId}
        title={held ? `Change how long ${name} has this role` : `Give ${name} a role`}
        held={held}
        {...(props.canHold && { canHold: props.canHold })}
        isOpen={asks?.what === 'give' || asks?.what === 'period'}
        onClose={close}
        save={save}
      />
      <Confirmation
        isOpen={asks?.what === 'take'}
        onClose={close}
        title={`Take ${held?.displayName ?? 'the role'} away from ${name}?`}
        confirmLabel="Take away"
        pendingLabel="Taking away…"
        onConfirm={take}
      >
        {asks?.what === 'take' && held && props.whatFollows(held)}
      </Confirmation>
    </section>
  )
}

/** The group it is held through can be looked at. */
function RoleText({ role, organizationId }: { readonly role: ShownRole; readonly organizationId: string }) {
  const { group, ...own } = role
  if (!group) return <bdi>{roleInWords(own)}</bdi>
  return (
    <>
      <bdi>{roleInWords(own)}</bdi> through{' '}
      <Link
        to="/o/$organizationId/organization/groups/$groupId"
        params={{ organizationId, groupId: group.id }}
      >
        <bdi>{group.displayName}</bdi>
      </Link>
    </>
  )
}
