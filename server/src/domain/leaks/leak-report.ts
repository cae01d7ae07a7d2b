/**
 * What is told of a value that somebody found and reported: whose it was, what it could do, and what ended with it. Only
 * what is on record; nothing in it is a secret.
 */
import type { LastUse } from '../api-tokens/overlap.ts'
import type { Instant } from '../instant.ts'
import type { Grant } from '../grants.ts'
import type { EffectiveScope } from '../scope.ts'

export type LeakedKind = 'api_token' | 'oauth_secret' | 'refresh_token' | 'feed_token'

/** As whoever reported it says: nobody has looked. */
export type WhereFound = { readonly url: string | null; readonly note: string | null }

/** `github`: their signature was good. */
export type LeakReporter = 'anyone' | 'github'

/** What it could do in one service, or (null) in the organization itself: the first names, and how many there are. */
export type ReachOfPlace = {
  readonly serviceId: string | null
  readonly roles: readonly string[]
  readonly roleCount: number
  readonly permissions: readonly string[]
  readonly permissionCount: number
}

/** What it could do when it was reported. */
export type Reach = {
  readonly administration: boolean
  readonly openId: boolean
  readonly places: readonly (ReachOfPlace & { readonly service: string | null })[]
  readonly placeCount: number
}

/** What ended with it: API tokens that were made with it, and what people had let an OAuth app in for. */
export type EndedWithIt = {
  readonly apiTokenCount: number
  /** The first of them. */
  readonly apiTokens: readonly { readonly id: string; readonly name: string }[]
  readonly grantCount: number
}

export type LeakReport = {
  readonly id: string
  readonly organizationId: string
  /** Whose it was; null for what belongs to the organization. */
  readonly userId: string | null
  readonly kind: LeakedKind
  /** Of the API token, the OAuth app, or the service. */
  readonly targetId: string
  /** How the target, or this value of it, was called. */
  readonly name: string
  /** The public part of the value. */
  readonly valueId: string
  readonly reportedAt: Instant
  readonly reportedBy: LeakReporter
  /** Where the report came from. */
  readonly address: string
  readonly where: WhereFound
  /** Since when the value could be used, and until when it could have been. */
  readonly createdAt: Instant
  readonly expiresAt: Instant | null
  readonly lastUse: LastUse | null
  /** How often an API token was exchanged in so many days before; null for another kind. */
  readonly exchanges: { readonly days: number; readonly count: number } | null
  readonly reach: Reach
  readonly ended: EndedWithIt
}

/** With what the person is called whose value it was. */
export type ListedLeakReport = LeakReport & { readonly username: string | null }

/** More is not read by anyone, and what is kept of a report has to be of some size. */
const MOST_PLACES = 50
const MOST_NAMES = 20
export const MOST_ENDED_NAMED = 50

/** The places of a scope, those with most rights first. */
export function placesOf({ grants }: EffectiveScope): {
  readonly places: readonly ReachOfPlace[]
  readonly placeCount: number
} {
  const all = [...Map.groupBy(grants, ({ serviceId }) => serviceId)].map(([serviceId, own]) => {
    const roles = namesOf(own, 'role')
    const permissions = namesOf(own, 'permission')
    return {
      serviceId,
      roles: roles.slice(0, MOST_NAMES),
      roleCount: roles.length,
      permissions: permissions.slice(0, MOST_NAMES),
      permissionCount: permissions.length,
    }
  })
  const places = all
    .toSorted((one, other) => other.permissionCount - one.permissionCount)
    .slice(0, MOST_PLACES)
  return { places, placeCount: all.length }
}

const namesOf = (grants: readonly Grant[], kind: Grant['kind']): string[] => [
  ...new Set(grants.flatMap((grant) => (grant.kind === kind ? [grant.name] : []))),
]
