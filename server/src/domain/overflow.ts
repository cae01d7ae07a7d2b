/**
 * Keeps an access token below the headers that servers read. What does not fit is left out and said to be (`ovl`), and
 * is answered by the issuer, who computes it again; refuses what could then not be told from more than was given.
 */
import type { AllowedScopes } from './allowed-scopes.ts'
import type { AssignedRole, HeldRole } from './held-role.ts'
import type { Instant } from './instant.ts'
import { Refusal } from './refusal.ts'
import {
  effectiveScope,
  narrowingOf,
  permOf,
  scopeString,
  type Bounded,
  type EffectiveScope,
} from './scope.ts'

/** The contract's: more of `perms` than this, as JSON, and they are not carried whole. */
const MOST_PERMS_BYTES = 6 * 1024
/** All that says what the token is good for. With the rest and as base64url it fits into the 16 KB of most servers. */
const MOST_RIGHTS_BYTES = 7.5 * 1024
const MOST_AUDIENCES = 150
const MOST_NARROWING_BYTES = 1024

/** What the exchange was asked to narrow to. */
export type AskedNarrowing = { readonly scope?: string; readonly allowedResourceScope?: AllowedScopes }

/** From what the whole is computed again: when it was given, and what it was narrowed to. */
export type OverflowOrigin = AskedNarrowing & { readonly at: Instant }

export type CarriedRights = {
  readonly aud: string | readonly string[]
  /** Left out when not even the role names fit. */
  readonly perms?: readonly string[]
  readonly scope: string
  readonly ovl?: true
  readonly ovl_of?: OverflowOrigin
}

type Rights = {
  readonly aud: string | readonly string[]
  readonly scope: EffectiveScope
  readonly roles: readonly HeldRole[]
  readonly narrowing: AskedNarrowing
  readonly now: Instant
}

/** @throws {Refusal} `scope_invalid` when the token could not even name its services, or its narrowing */
export function carriedRights({ aud, scope, roles, narrowing, now }: Rights): CarriedRights {
  const names = scopeString(scope, roles)
  const whole = fitting({ aud, perms: permsOf(scope, MOST_PERMS_BYTES), scope: names })
  if (whole !== undefined) return whole

  refuseTooManyAudiences(aud)
  const ovl_of = { at: now, ...narrowing }
  if (sizeOf(narrowing) > MOST_NARROWING_BYTES)
    throw new Refusal('scope_invalid', { detail: NARROWING_TOO_LONG })
  const rolesOnly = { ...scope, grants: scope.grants.filter(({ kind }) => kind === 'role') }
  const perms = permsOf(rolesOnly, MOST_PERMS_BYTES)
  const overflowing = { aud, ovl: true as const, ovl_of }
  return (
    fitting({ ...overflowing, perms, scope: scopeString(rolesOnly, roles) }) ?? {
      ...overflowing,
      scope: scopeString({ ...scope, grants: [] }, roles),
    }
  )
}

/** What is left out of an access token: all but role names, every name, or it can't be given at all. */
export type Overflow = 'role_names' | 'no_names' | 'refused'

/** What an exchange that is not narrowed would carry, told without one. */
export type Foretold = {
  /** Null when all of it is carried. */
  readonly overflow: Overflow | null
  readonly perms: readonly string[]
}

export function foretoldRights(rights: Omit<Rights, 'narrowing'>): Foretold {
  try {
    const { ovl, perms } = carriedRights({ ...rights, narrowing: {} })
    const named = perms === undefined ? 'no_names' : 'role_names'
    return { overflow: ovl === undefined ? null : named, perms: perms ?? [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { overflow: 'refused', perms: [] }
  }
}

/** The selections that an exchange was narrowed to, out of the roles that are held. */
export const narrowingsOf = (
  { scope, allowedResourceScope }: AskedNarrowing,
  roles: readonly HeldRole[],
): AllowedScopes[] => [
  ...(scope === undefined ? [] : [narrowingOf(scope, roles)]),
  ...(allowedResourceScope === undefined ? [] : [allowedResourceScope]),
]

/** What an overflowing access token was given and is still worth: nothing that was assigned since is in it. */
export function scopeBehind(
  { at, ...narrowing }: OverflowOrigin,
  { allowedScopes, bounds }: Bounded,
  roles: readonly AssignedRole[],
  now: Instant,
): EffectiveScope {
  const then = roles.filter(({ assignedAt, startsAt }) => Math.max(assignedAt, startsAt ?? 0) <= at)
  return effectiveScope(allowedScopes, then, now, [...bounds, ...narrowingsOf(narrowing, then)])
}

/** Each once; undefined when they are longer than that. */
function permsOf({ grants }: EffectiveScope, mostBytes: number): string[] | undefined {
  const perms = new Set<string>()
  let bytes = 2
  for (const grant of grants) {
    const perm = permOf(grant)
    if (perms.has(perm)) continue
    // Quotes and a comma. Perms are ASCII: their names are, and resources are percent-encoded.
    bytes += perm.length + 3
    if (bytes > mostBytes) return undefined
    perms.add(perm)
  }
  return [...perms]
}

function fitting<Carried extends CarriedRights>(
  rights: Omit<Carried, 'perms'> & { readonly perms: readonly string[] | undefined },
): Carried | undefined {
  const { perms, scope, aud, ovl_of } = rights
  if (perms === undefined) return undefined
  // All but what was asked for is ASCII.
  const audiences = typeof aud === 'string' ? aud.length : lengthsOf(aud)
  const bytes = scope.length + audiences + (ovl_of === undefined ? 0 : sizeOf(ovl_of)) + lengthsOf(perms)
  return bytes > MOST_RIGHTS_BYTES ? undefined : (rights as unknown as Carried)
}

/** As JSON: quotes and a comma each, and the brackets. */
function lengthsOf(texts: readonly string[]): number {
  let bytes = 2
  for (const { length } of texts) bytes += length + 3
  return bytes
}

const utf8 = new TextEncoder()
const sizeOf = (value: object): number => utf8.encode(JSON.stringify(value)).length

function refuseTooManyAudiences(aud: string | readonly string[]): void {
  if (typeof aud === 'string' || aud.length <= MOST_AUDIENCES) return
  throw new Refusal('scope_invalid', {
    detail: `This API token has rights in ${aud.length} services, and an access token can name ${MOST_AUDIENCES}. Narrow the exchange by scope to the services it is for.`,
  })
}

const NARROWING_TOO_LONG = `What is left is too much for an access token, and what it was narrowed by is too long to be remembered (${MOST_NARROWING_BYTES} bytes). Narrow by fewer names, or to less.`
