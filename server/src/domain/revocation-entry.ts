/** How what was taken away is written in the feed: as claims of the access tokens that it fits. */
import { statusClaim, type StatusClaim } from './access-token.ts'
import type { StatusIndex } from './status-list.ts'

export type RevocationEntry = { readonly position: number } & (
  | StatusClaim
  /** Access tokens with these claims whose `as_of` is lower must be exchanged again. */
  | { readonly sub?: string; readonly context_name?: string; readonly aud?: string }
)

export type RevocationsClaims = {
  readonly iss: string
  readonly iat: number
  readonly revocations: readonly RevocationEntry[]
}

type TakenAway = { readonly position: number } & (
  | { readonly kind: 'ended'; readonly status: StatusIndex }
  | {
      readonly kind: 'lost'
      readonly lost: {
        readonly organizationId: string | null
        readonly userId: string | null
        readonly serviceId: string | null
        readonly domain: string | null
      }
    }
)

export function revocationEntry(issuer: string, taken: TakenAway): RevocationEntry {
  const { position } = taken
  if (taken.kind === 'ended') return { position, ...statusClaim(issuer, taken.status) }
  const { organizationId, userId, serviceId, domain } = taken.lost
  return {
    position,
    // A machine has no domain, and is its own subject.
    ...(userId !== null && { sub: domain === null ? userId : `${domain}:${userId}` }),
    ...(organizationId !== null && { context_name: organizationId }),
    ...(serviceId !== null && { aud: serviceId }),
  }
}
