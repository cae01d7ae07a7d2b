/** The roles of a person: for how long, through what, and what may be done about each. */
import { endpoints, type GivenRole, type Person } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../frame/confirmation.tsx'
import { Moment } from '../moments/moment.tsx'
import { call } from '../sessions/call.ts'
import { GiveRoleDialog } from './give-role-dialog.tsx'
import { readPeopleAgain } from './people-queries.ts'
import { fullName, roleInWords } from './person-in-words.ts'
import classes from './people.module.css'

type Props = {
  readonly organizationId: string
  readonly person: Person
  readonly onDone: (message: string) => void
}
type Asking = { readonly what: 'give' | 'period' | 'take'; readonly role?: GivenRole }

const keyOf = ({ serviceId, name, resource, group }: GivenRole): string =>
  JSON.stringify([serviceId, name, resource, group?.id])

export function PersonRoles({ organizationId, person, onDone }: Props) {
  const { user, roles, mayChange } = person
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState<Asking>()
  const close = (): void => setAsks(undefined)
  const take = async (): Promise<void> => {
    if (asks?.role === undefined) return
    const { serviceId, name, resource } = asks.role
    await call(endpoints.takeRole, {
      params: { organizationId, userId: user.id },
      body: { serviceId, name, resource },
    })
    await readPeopleAgain(queryClient, organizationId)
    onDone('The role is taken away.')
  }
  return (
    <section className={classes.section}>
      <h2>Roles</h2>
      {roles.length === 0 && <p>No role is held.</p>}
      <ul className={classes.held}>
        {roles.map((role) => (
          <li key={keyOf(role)}>
            <div>
              <bdi>{roleInWords(role)}</bdi>
              <Period role={role} />
            </div>
            {mayChange && role.group === null && (
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
      <GiveRoleDialog
        organizationId={organizationId}
        person={person}
        held={asks?.role}
        isOpen={asks?.what === 'give' || asks?.what === 'period'}
        onClose={close}
        onDone={onDone}
      />
      <Confirmation
        isOpen={asks?.what === 'take'}
        onClose={close}
        title={`Take ${asks?.role?.displayName ?? 'the role'} away from ${fullName(user)}?`}
        confirmLabel="Take away"
        pendingLabel="Taking away…"
        onConfirm={take}
      >
        <p>
          It counts from the next exchange on: whatever the person and their API tokens do by this role is
          refused then. The role can be given again.
        </p>
      </Confirmation>
    </section>
  )
}

function Period({ role: { startsAt, endsAt } }: { readonly role: GivenRole }) {
  if (startsAt === null && endsAt === null) return null
  return (
    <span className={classes.second}>
      {startsAt !== null && (
        <>
          from <Moment at={startsAt} as="date-and-time" />{' '}
        </>
      )}
      {endsAt !== null && (
        <>
          until <Moment at={endsAt} as="date-and-time" />
        </>
      )}
    </span>
  )
}
