/**
 * What an invited person opens. The code is in the link's fragment, which no server or proxy sees; looking uses nothing
 * up, a button does.
 */
import { endpoints, type LookedInvitation } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../connection/client.ts'
import { ButtonLink } from '../frame/button-link.tsx'
import { Moment } from '../moments/moment.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { Entrance } from '../sessions/entrance.tsx'
import { sessionQuery } from '../sessions/session-query.ts'
import { AcceptSignedIn } from './accept-signed-in.tsx'
import type { Accepted } from './accepted.ts'
import { NewPersonForm } from './new-person-form.tsx'

export function InvitationPage() {
  const code = new URLSearchParams(useLocation().hash).get('code') ?? ''
  const [accepted, setAccepted] = useState<Accepted>()
  const session = useQuery({ ...sessionQuery, retry: false })
  const looked = useQuery({
    queryKey: ['invitation', code],
    queryFn: ({ signal }) => client(endpoints.lookAtInvitation, { body: { code }, signal }),
    retry: false,
  })
  if (!looked.data)
    return (
      <Entrance title="Invitation">
        {looked.error && <ProblemState error={looked.error} onRetry={() => void looked.refetch()} />}
      </Entrance>
    )
  const invitation = looked.data
  const title = `Join ${invitation.organization}`
  if (accepted) return <Joined invitation={invitation} accepted={accepted} />
  if (invitation.state !== 'open') return <Over invitation={invitation} />
  return (
    <Entrance
      title={title}
      introduction={
        <p>
          <bdi>{invitation.invitedBy ?? 'Whoever runs this installation'}</bdi> invited{' '}
          <bdi>{invitation.email}</bdi> to <bdi>{invitation.organization}</bdi>. The invitation is open until{' '}
          <Moment at={invitation.expiresAt} as="date-and-time" />.
        </p>
      }
    >
      {session.data ? (
        <AcceptSignedIn code={code} user={session.data.user} onAccepted={setAccepted} />
      ) : (
        <NewPersonForm
          code={code}
          email={invitation.email}
          onAccepted={setAccepted}
          onSignedIn={() => void session.refetch()}
        />
      )}
    </Entrance>
  )
}

function Joined({
  invitation,
  accepted,
}: {
  readonly invitation: LookedInvitation
  readonly accepted: Accepted
}) {
  return (
    <Entrance
      title={`You are in ${invitation.organization}`}
      introduction={
        accepted.leftOut.length > 0 && (
          <p>
            Whoever invited you can’t give these any more, so you did not get them:{' '}
            <bdi>{accepted.leftOut.join(', ')}</bdi>. Ask an organization owner for them.
          </p>
        )
      }
    >
      <ButtonLink to="/o/$organizationId" params={{ organizationId: accepted.organizationId }}>
        Go on
      </ButtonLink>
    </Entrance>
  )
}

function Over({ invitation }: { readonly invitation: LookedInvitation }) {
  const { state, acceptedAt, acceptedBy } = invitation
  return (
    <Entrance
      title="This invitation is over"
      introduction={
        state === 'accepted' && acceptedAt !== null ? (
          <p>
            It was accepted on <Moment at={acceptedAt} as="date-and-time" /> by{' '}
            <bdi>{acceptedBy ?? 'somebody who is gone'}</bdi>.
          </p>
        ) : (
          <p>
            It {state === 'withdrawn' ? 'was withdrawn' : 'has expired'}. Ask whoever invited you to send it
            again.
          </p>
        )
      }
    >
      <ButtonLink to="/sign-in">Sign in</ButtonLink>
    </Entrance>
  )
}
