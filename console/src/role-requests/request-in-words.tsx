/** A request for a role as it is read: for what, for how long, and what became of it. */
import type { RoleRequest } from '@countersign/api'
import { lifetimeInWords } from '../api-tokens/lifetimes/lifetime.ts'
import { Moment } from '../moments/moment.tsx'
import { givableInWords } from '../roles/givable-roles-query.ts'
import { roleInWords } from '../roles/role-in-words.ts'

export const requestedRoleInWords = (request: RoleRequest): string =>
  roleInWords({ ...request, displayName: givableInWords(request) })

export const howLongInWords = ({ lifetime }: Pick<RoleRequest, 'lifetime'>): string =>
  lifetime === null ? 'for ever' : `for ${lifetimeInWords(lifetime)}`

export function RequestState({ request }: { readonly request: RoleRequest }) {
  const { state, waitsUntil, decidedAt, decidedBy, grantedUntil, endedAt, endedBy } = request
  if (state === 'waiting')
    return (
      <>
        Waits until <Moment at={waitsUntil} as="date-and-time" />
      </>
    )
  if (state === 'expired')
    return (
      <>
        Nobody decided until <Moment at={waitsUntil} as="date-and-time" />
      </>
    )
  if (state === 'granted')
    return grantedUntil === null ? (
      <>Held for ever, granted {by(decidedBy)}</>
    ) : (
      <>
        Held until <Moment at={grantedUntil} as="date-and-time" />, granted {by(decidedBy)}
      </>
    )
  if (state === 'ended' && endedAt !== null)
    return (
      <>
        Ended <Moment at={endedAt} as="date-and-time" /> {by(endedBy)}
      </>
    )
  if (state === 'ended') return <>Was granted, and is over</>
  return (
    <>
      {state === 'refused' ? 'Refused' : 'Taken back'}{' '}
      {decidedAt !== null && <Moment at={decidedAt} as="date-and-time" />} {by(decidedBy)}
    </>
  )
}

const by = (username: string | null) => (
  <>
    by <bdi translate="no">{username ?? 'somebody who is gone'}</bdi>
  </>
)
