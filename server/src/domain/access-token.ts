/** The claims of the short-lived token that services check offline (RFC 7519, RFC 9068), and of the ID token. */
import type { Group } from './group.ts'
import { toNumericDate, type Instant } from './instant.ts'
import type { HeldRole } from './held-role.ts'
import { carriedRights, type AskedNarrowing, type OverflowOrigin } from './overflow.ts'
import type { EffectiveScope } from './scope.ts'
import { statusListUri, type StatusIndex } from './status-list.ts'
import { accountOf, subjectOf, type User } from './user.ts'

/** The default and the bounds of an access token's life, in seconds. */
export const ACCESS_TOKEN_SECONDS = { shortest: 60, usual: 1800, longest: 18_000 } as const

/** The `typ` of an access token: its own (RFC 9068), or the one of every JWT, which is all that some libraries take. */
export const ACCESS_TOKEN_TYPES = ['at+jwt', 'JWT'] as const
export type AccessTokenType = (typeof ACCESS_TOKEN_TYPES)[number]

type Person = Omit<User, 'createdAt'>

/** Who an access token stands for, and by what it was got. */
export type Bearer =
  | {
      readonly kind: 'api_token'
      readonly user: Person
      readonly apiTokenId: string
      readonly secretId: string
    }
  /** A person who let an OAuth app in. */
  | { readonly kind: 'app'; readonly user: Person; readonly appId: string; readonly grantId: string }
  /** An OAuth app for itself, by one of its secrets or keys. */
  | { readonly kind: 'machine'; readonly appId: string; readonly credentialId: string }

type Issued = {
  readonly issuer: string
  readonly organizationId: string
  readonly now: Instant
  /** When the token ends: see `accessTokenEnd`. */
  readonly expiresAtSeconds: number
}

type Subject = Issued & { readonly user: Person; readonly apiTokenId: string }

export type StatusClaim = { readonly status_list: { readonly idx: number; readonly uri: string } }

export type AccessTokenClaims = {
  readonly iss: string
  readonly sub: string
  readonly aud: string | readonly string[]
  readonly azp: string
  readonly client_id: string
  /** Of a person; a machine has none. */
  readonly domain?: string
  readonly context: string
  readonly context_name: string
  /** Left out when they overflow and not even the names of the roles fit. */
  readonly perms?: readonly string[]
  readonly scope: string
  /** Of a person; a machine has none. */
  readonly username?: string
  readonly acct?: string
  readonly iat: number
  readonly nbf: number
  readonly exp: number
  readonly jti: string
  /**
   * Public id of the value it was exchanged for. Regenerating is known by it, since clocks of servers differ. Of a
   * machine that of its secret, or its key.
   */
  readonly value_id?: string
  /** Of an app for a person: what the person allowed it. */
  readonly grant_id?: string
  /** The key that has to be proved with it (RFC 7800, RFC 9449). */
  readonly cnf?: { readonly jkt: string }
  /**
   * Where it stands whether what it came from still counts (Token Status List, section 6.1): the value, the secret or keys
   * of a machine, what a person allowed an app.
   */
  readonly status?: StatusClaim
  /** What rights were lost up to this place in their order is not in it any more; what was lost later may still be. */
  readonly as_of?: number
  /** Present when the exchange narrowed the scope: such a token can't pass on "all roles". */
  readonly narrowed?: true
  /** Present when `perms` are only the names of the roles, or left out: they would not fit into a header. */
  readonly ovl?: true
  /** With `ovl`: from what we compute the whole again. Not for services. */
  readonly ovl_of?: OverflowOrigin
}

export type AccessTokenFacts = Issued & {
  readonly bearer: Bearer
  readonly scope: EffectiveScope
  /** What the person holds; out of it, what the exchange was narrowed to. */
  readonly roles: readonly HeldRole[]
  readonly narrowing: AskedNarrowing
  readonly contextId: string
  readonly tokenId: string
  /** Of the key that it is bound to, if to any. */
  readonly dpopThumbprint?: string | undefined
  readonly status?: StatusIndex
  readonly asOf?: number
  /** Of OpenID Connect, that an app was allowed: what it is told of its person. */
  readonly words?: readonly string[]
}

export const statusClaim = (issuer: string, { list, index }: StatusIndex): StatusClaim => ({
  status_list: { idx: index, uri: statusListUri(issuer, list) },
})

/** In whole seconds: after its lifetime, or when the API token or its value ends, if that is before. */
export function accessTokenEnd(
  now: Instant,
  ttlSeconds: number,
  ends: readonly { readonly expiresAt: Instant | null }[],
): number {
  const ending = ends.map(({ expiresAt }) => (expiresAt === null ? Infinity : toNumericDate(expiresAt)))
  return Math.min(toNumericDate(now) + ttlSeconds, ...ending)
}

/**
 * The services it has any scope for, and the issuer when it may change things at Countersign itself. One is written as a
 * string, which is all that strict JWT libraries decode; never empty, since libraries differ in what no audience means:
 * what nobody accepts is `<issuer>/none`.
 */
export function audienceOf(
  issuer: string,
  { administration, grants }: Pick<EffectiveScope, 'administration' | 'grants'>,
): string | string[] {
  const services = grants.map(({ serviceId }) => serviceId).filter((id) => id !== null)
  const [first = `${issuer}/none`, ...others] = new Set([...services, ...(administration ? [issuer] : [])])
  return others.length === 0 ? first : [first, ...others]
}

export function accessTokenClaims(facts: AccessTokenFacts): AccessTokenClaims {
  const { issuer, bearer, organizationId, scope, roles, narrowing, now, expiresAtSeconds } = facts
  const issuedAt = toNumericDate(now)
  const rights = carriedRights({ aud: audienceOf(issuer, scope), scope, roles, narrowing, now })
  const isNarrowed = narrowing.scope !== undefined || narrowing.allowedResourceScope !== undefined
  return {
    iss: issuer,
    ...identityOf(bearer),
    context: facts.contextId,
    context_name: organizationId,
    ...rights,
    ...(facts.words && {
      scope: [...new Set([...facts.words, ...rights.scope.split(' ')])].join(' ').trim(),
    }),
    iat: issuedAt,
    nbf: issuedAt,
    exp: expiresAtSeconds,
    jti: facts.tokenId,
    ...(facts.status && { status: statusClaim(issuer, facts.status) }),
    ...(facts.asOf !== undefined && { as_of: facts.asOf }),
    ...(isNarrowed && { narrowed: true as const }),
    ...(facts.dpopThumbprint !== undefined && { cnf: { jkt: facts.dpopThumbprint } }),
  }
}

/**
 * `client_id` is the API token's own id, or the OAuth app's: each API token is a client of its own. Neither looks like the
 * subject of a person, which has a colon. Of a machine subject and client are one (RFC 9068, section 2.2).
 */
function identityOf(bearer: Bearer) {
  if (bearer.kind === 'machine') {
    const { appId, credentialId } = bearer
    return { sub: appId, azp: appId, client_id: appId, value_id: credentialId }
  }
  const { user } = bearer
  const clientId = bearer.kind === 'app' ? bearer.appId : bearer.apiTokenId
  return {
    sub: subjectOf(user),
    azp: clientId,
    client_id: clientId,
    domain: user.domain,
    username: user.username,
    acct: accountOf(user),
    ...(bearer.kind === 'app' ? { grant_id: bearer.grantId } : { value_id: bearer.secretId }),
  }
}

/** What an access token of ours is: three kinds, of which only its claims tell. */
export function bearerKindOf({ sub, client_id, grant_id }: AccessTokenClaims): Bearer['kind'] {
  if (grant_id !== undefined) return 'app'
  return sub === client_id ? 'machine' : 'api_token'
}

/** Whether it was made to change things at the issuer itself, and not for services alone. */
export const isForIssuer = ({ aud, iss }: Pick<AccessTokenClaims, 'aud' | 'iss'>): boolean =>
  [aud].flat().includes(iss)

/** Tells an access token from an ID token where both have the type of every JWT: no ID token has these claims. */
export const isAccessToken = (claims: Readonly<Record<string, unknown>>): boolean =>
  typeof claims['client_id'] === 'string' &&
  (typeof claims['value_id'] === 'string' || typeof claims['grant_id'] === 'string')

/** OpenID Connect Core 1.0, section 2. Its audience is the client, so that no service can take it for an access token. */
export function idTokenClaims(
  { issuer, user, organizationId, apiTokenId, now, expiresAtSeconds }: Subject,
  groups: readonly Group[],
) {
  return {
    iss: issuer,
    sub: subjectOf(user),
    aud: apiTokenId,
    azp: apiTokenId,
    iat: toNumericDate(now),
    exp: expiresAtSeconds,
    ...userClaims(user, organizationId),
    ...groupClaims(groups),
  }
}

/** More than these are cut, so that an ID token still fits into a header. */
const MOST_GROUPS = 100
const MOST_GROUP_BYTES = 4 * 1024

/**
 * The groups of a person, as the ID token and the user-info answer tell them. Of too many the first by name, with a marker
 * that says so: whoever needs all of them asks for them.
 */
export function groupClaims(groups: readonly Group[]) {
  const told: Group[] = []
  let bytes = 0
  for (const group of groups.slice(0, MOST_GROUPS)) {
    bytes += utf8.encode(JSON.stringify([group.id, group.displayName])).length
    if (bytes > MOST_GROUP_BYTES) break
    told.push(group)
  }
  return {
    group_ids: told.map(({ id }) => id),
    group_names: told.map(({ displayName }) => displayName),
    ...(told.length < groups.length && { groups_cut: true as const }),
  }
}

const utf8 = new TextEncoder()

/** What the ID token and the user-info answer say of a person. */
export const userClaims = (user: Subject['user'], organizationId: string) => ({
  username: user.username,
  acct: accountOf(user),
  domain: user.domain,
  email: user.email,
  email_verified: user.isEmailVerified,
  given_name: user.firstName,
  family_name: user.lastName,
  context_name: organizationId,
})
