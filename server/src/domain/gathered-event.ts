/**
 * What may happen thousands of times in an hour, some of it by a stranger's choice: counted by the hour instead of told
 * one by one, so that it never fills the log of changes nor stands in front of it.
 */
import type { Origin } from './audit-event.ts'
import { HOUR_MS, type Instant } from './instant.ts'

export type GatheredKind =
  /** An API token was presented and refused. */
  | 'exchange_refused'
  /** An OAuth app could not be recognised. */
  | 'client_refused'
  /** An OAuth app was recognised, and got no token for what it came with. */
  | 'grant_refused'
  /** An OAuth app came with a secret that it has a newer one for; the reason is the id of the old. */
  | 'old_secret_used'
  /** A request was refused that somebody should be able to see: `domain/refusal.ts` says which. */
  | 'request_refused'
  /** The holder of an API token's value asked what it is. */
  | 'api_token_described'

/** As far as it is known. */
export type Who = {
  readonly organizationId: string | null
  readonly userId: string | null
  readonly apiTokenId: string | null
}

export const NOBODY: Who = { organizationId: null, userId: null, apiTokenId: null }

/** One for each hour, kind, reason, route and who. */
export type GatheredEvent = Who & {
  readonly kind: GatheredKind
  /** Why it was refused: a code of ours. */
  readonly reason: string
  /** Method and template of the path; empty where the kind says it. */
  readonly route: string
  /** The OAuth app that it was about. */
  readonly appId: string | null
  /** The instant the hour begins. */
  readonly hour: Instant
  readonly times: number
  readonly firstAt: Instant
  readonly lastAt: Instant
  /** Where the last of them came from. */
  readonly address: string
  readonly userAgent: string
}

export type Happened = Pick<GatheredEvent, 'kind' | 'reason'> &
  Partial<Who> &
  Partial<Pick<GatheredEvent, 'route' | 'appId'>> & { readonly at: Instant; readonly origin: Origin }

export const once = ({ at, origin, kind, reason, route = '', ...who }: Happened): GatheredEvent => ({
  kind,
  reason,
  route,
  organizationId: who.organizationId ?? null,
  userId: who.userId ?? null,
  apiTokenId: who.apiTokenId ?? null,
  appId: who.appId ?? null,
  hour: at - (at % HOUR_MS),
  times: 1,
  firstAt: at,
  lastAt: at,
  address: origin.address,
  userAgent: origin.userAgent,
})

/** What two of them have in common when they are one. */
export const gatheredKey = (event: GatheredEvent): string =>
  [
    event.hour,
    event.kind,
    event.reason,
    event.route,
    event.organizationId,
    event.userId,
    event.apiTokenId,
    event.appId,
  ].join(' ')

/** Two of one key as one. */
export function together(one: GatheredEvent, other: GatheredEvent): GatheredEvent {
  const { address, userAgent, lastAt } = other.lastAt >= one.lastAt ? other : one
  return {
    ...one,
    times: one.times + other.times,
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt,
    address,
    userAgent,
  }
}
