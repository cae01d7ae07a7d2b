/** One person of the organization: the facts, what they hold, and what ends it. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { Facts } from '../frame/facts.tsx'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { PersonMailNotice } from '../mail/person-mail-notice.tsx'
import { Moment } from '../moments/moment.tsx'
import { GroupsOfPerson } from '../groups/groups-of-person.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ResetLinkSection } from '../password-resets/reset-link-section.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { useSession } from '../sessions/session-query.ts'
import { personQuery } from './people-queries.ts'
import { PersonEnds } from './person-ends.tsx'
import { fullName } from '../sessions/full-name.ts'
import { PersonRoles } from './person-roles.tsx'
import classes from '../frame/listing.module.css'

export function PersonPage() {
  const { id, permissions } = useOrganization()
  const mayManage = permissions.includes('members.manage')
  // An owner, or who looks after all organizations; the server says no where somebody belongs to others too.
  const mayResetPasswords =
    permissions.includes('organization.manage') || permissions.includes('organizations.manage')
  const { user: me } = useSession()
  const { userId } = useParams({ from: '/signed-in/o/$organizationId/organization/people/$userId' })
  const { data: person, error, refetch } = useQuery(personQuery(id, userId))
  const [said, setSaid] = useState('')
  const status = useRef<HTMLParagraphElement>(null)
  const say = (message: string): void => {
    setSaid(message)
    status.current?.focus()
  }
  const toPeople = (
    <Link to="/o/$organizationId/organization/people" params={{ organizationId: id }}>
      People
    </Link>
  )
  if (!person)
    return (
      <Page title="Person" above={toPeople}>
        {error ? (
          <ProblemState error={error} onRetry={() => void refetch()} />
        ) : (
          <Lines count={6} label="Reading the person" />
        )}
      </Page>
    )
  const { user, state, disabledAt, joinedAt, lastSignedInAt, apiTokens, mayChange } = person
  return (
    <Page title={fullName(user)} isName above={toPeople}>
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      <p ref={status} role="status" tabIndex={-1} className={classes.status}>
        {said}
      </p>
      {permissions.includes('members.manage') && <PersonMailNotice organizationId={id} user={user} />}
      <Facts
        facts={[
          ['User name', <bdi translate="no">{user.username}</bdi>],
          ['E-mail', <bdi translate="no">{user.email}</bdi>],
          [
            'State',
            disabledAt === null ? (
              state === 'active' && 'Active'
            ) : (
              <>
                Disabled since <Moment at={disabledAt} isFocusable />
              </>
            ),
          ],
          ['Member since', <Moment at={joinedAt} isFocusable />],
          [
            'Last sign-in',
            lastSignedInAt === null ? 'Never' : <Moment at={lastSignedInAt} as="date-and-time" isFocusable />,
          ],
          ['Live API tokens', String(apiTokens)],
          ['User id', <code>{user.id}</code>],
        ]}
      />
      <PersonRoles organizationId={id} person={person} onDone={say} />
      <GroupsOfPerson organizationId={id} person={person} mayChange={mayManage} onDone={say} />
      {mayResetPasswords && user.id !== me.id && <ResetLinkSection organizationId={id} user={user} />}
      {mayChange && user.id !== me.id && <PersonEnds person={person} onDone={say} />}
      {!mayChange && (
        <p className={classes.section}>
          Only an organization owner can change this person, or your roles here don’t allow it.
        </p>
      )}
    </Page>
  )
}
