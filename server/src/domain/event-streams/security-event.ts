/**
 * What a fact is told as: one or two security events (CAEP 1.0, RISC 1.0). A loss of rights is a change of the claim
 * `as_of`: access tokens in which it is lower say too much. No event has a secret in it, nor what anybody chose as text.
 */
import type { Instant } from '../instant.ts'
import { toNumericDate } from '../instant.ts'
import {
  ACCOUNT_DISABLED,
  ACCOUNT_ENABLED,
  ACCOUNT_PURGED,
  CREDENTIAL_CHANGE,
  SESSION_REVOKED,
  STREAM_UPDATED,
  TOKEN_CLAIMS_CHANGE,
  VERIFICATION,
} from './event-types.ts'
import type { StreamState } from './event-stream.ts'
import type { Identifier, Subject } from './subject.ts'

/** Beside losses of rights and ends of API tokens, which are told to everybody who checks access tokens. */
export const FACTS = [
  'disabled',
  'enabled',
  'removed',
  'suspended',
  'signed_out',
  'password_changed',
] as const
export type FactKind = (typeof FACTS)[number]

export type Initiator = 'admin' | 'user' | 'system'

/** One place in the order of what was committed. */
export type Fact = {
  readonly position: number
  /** Null when it concerns every organization that the person is in, or that has the service. */
  readonly organizationId: string | null
  readonly userId: string | null
  /** Of a person; a machine has none. */
  readonly domain: string | null
  readonly serviceId: string | null
  readonly sessionId: string | null
  /** Null for a loss of rights, or the end of a value. */
  readonly kind: FactKind | null
  readonly initiator: Initiator | null
  /** The value of an API token that ended. */
  readonly credential: {
    readonly apiTokenId: string
    readonly valueId: string
    /** The API token goes on with another value. */
    readonly isReplaced: boolean
  } | null
}

/** As it is kept until somebody takes it; issuer and audience are the stream's. */
export type SecurityEvent = {
  readonly sub_id: Subject
  readonly txn: string
  readonly iat: number
  readonly events: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export type SecurityEventClaims = SecurityEvent & {
  readonly iss: string
  readonly aud: string
  readonly jti: string
}

type Told = {
  readonly issuer: string
  readonly now: Instant
  /** Where several organizations are told of, the subject says which. */ readonly namesTenant: boolean
}

export function securityEvents(fact: Fact, { issuer, now, namesTenant }: Told): SecurityEvent[] {
  const what = {
    event_timestamp: toNumericDate(fact.position),
    initiating_entity: fact.initiator ?? 'system',
    reason_admin: { en: reasonOf(fact) },
  }
  const about = (more: { session?: Identifier; application?: Identifier } = {}): Subject =>
    subjectOf(fact, issuer, namesTenant, more)
  const event = (
    type: string,
    sub_id: Subject,
    more: Readonly<Record<string, unknown>> = {},
  ): SecurityEvent => ({
    ...{ sub_id, txn: String(fact.position), iat: toNumericDate(now) },
    events: { [type]: { ...what, ...more } },
  })
  const sessionsEnd = (): SecurityEvent =>
    event(
      SESSION_REVOKED,
      about(fact.sessionId === null ? {} : { session: { format: 'opaque', id: fact.sessionId } }),
    )
  switch (fact.kind) {
    case 'disabled':
      return [event(ACCOUNT_DISABLED, about()), sessionsEnd()]
    case 'removed':
      return [event(ACCOUNT_PURGED, about()), sessionsEnd()]
    case 'enabled':
      return [event(ACCOUNT_ENABLED, about())]
    case 'suspended':
    case 'signed_out':
      return [sessionsEnd()]
    case 'password_changed':
      return [event(CREDENTIAL_CHANGE, about(), { credential_type: 'password', change_type: 'update' })]
    case null:
      return fact.credential === null
        ? [
            event(
              TOKEN_CLAIMS_CHANGE,
              about(fact.serviceId === null ? {} : { application: { format: 'opaque', id: fact.serviceId } }),
              { claims: { as_of: fact.position } },
            ),
          ]
        : [
            event(CREDENTIAL_CHANGE, about(), {
              credential_type: 'api-token',
              change_type: fact.credential.isReplaced ? 'update' : 'revoke',
              credential_id: fact.credential.apiTokenId,
              value_id: fact.credential.valueId,
            }),
          ]
  }
}

/** A person alone where nothing else has to be said, which is what every receiver understands. */
function subjectOf(
  { organizationId, userId, domain }: Fact,
  issuer: string,
  namesTenant: boolean,
  more: { readonly session?: Identifier; readonly application?: Identifier },
): Subject {
  const user: Identifier | undefined =
    userId === null
      ? undefined
      : // A machine has no domain, and is its own subject.
        { format: 'iss_sub', iss: issuer, sub: domain === null ? userId : `${domain}:${userId}` }
  const hasMore = Object.keys(more).length > 0
  const isTenantSaid = organizationId !== null && (namesTenant || user === undefined)
  if (user !== undefined && !isTenantSaid && !hasMore) return user
  return {
    format: 'complex',
    ...(user && { user }),
    ...(isTenantSaid && { tenant: { format: 'opaque', id: organizationId } }),
    ...more,
  }
}

const REASONS: Readonly<Record<FactKind, string>> = {
  disabled: 'The person was disabled in the organization.',
  enabled: 'The person may act in the organization again.',
  removed: 'The person is no member of the organization any more.',
  suspended: 'The organization was suspended.',
  signed_out: 'The person was signed out.',
  password_changed: 'The person chose a new password.',
}

function reasonOf({ kind, credential, userId, serviceId }: Fact): string {
  if (kind !== null) return REASONS[kind]
  if (credential !== null)
    return credential.isReplaced ? 'A value of an API token was replaced.' : 'An API token was revoked.'
  if (userId !== null) return 'Rights of the person were taken away.'
  return serviceId === null
    ? 'Rights were taken away from many people of the organization.'
    : 'What a service gives was narrowed.'
}

/** Of the stream itself, whose id is the subject. */
const ofStream = (
  streamId: string,
  type: string,
  event: Readonly<Record<string, unknown>>,
  { txn, now }: { readonly txn: string; readonly now: Instant },
): SecurityEvent => ({
  ...{ sub_id: { format: 'opaque', id: streamId }, txn, iat: toNumericDate(now) },
  events: { [type]: event },
})

type Made = { readonly txn: string; readonly now: Instant }

export const verificationEvent = (streamId: string, state: string | null, made: Made): SecurityEvent =>
  ofStream(streamId, VERIFICATION, state === null ? {} : { state }, made)

export const streamUpdatedEvent = (
  streamId: string,
  { state, reason }: { readonly state: StreamState; readonly reason: string },
  made: Made,
): SecurityEvent => ofStream(streamId, STREAM_UPDATED, { status: state, reason }, made)
