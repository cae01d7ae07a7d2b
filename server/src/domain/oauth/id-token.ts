/** What an app is told of its person: the ID token (OpenID Connect Core 1.0, section 2), and the claims by the scopes asked for. */
import { groupClaims } from '../access-token.ts'
import type { Group } from '../group.ts'
import { toNumericDate, type Instant } from '../instant.ts'
import { accountOf, subjectOf, type User } from '../user.ts'
import type { Grant } from './grant.ts'

type Person = {
  readonly user: User
  readonly organizationId: string
  readonly groups: readonly Group[]
  /** Of OpenID Connect. */
  readonly words: ReadonlySet<string>
}

/** Section 5.4. Of an address and a telephone nothing is known. */
export const claimsByScope = ({ user, organizationId, groups, words }: Person) => ({
  sub: subjectOf(user),
  context_name: organizationId,
  ...(words.has('profile') && {
    name: `${user.firstName} ${user.lastName}`,
    given_name: user.firstName,
    family_name: user.lastName,
    preferred_username: user.username,
    username: user.username,
    acct: accountOf(user),
    domain: user.domain,
  }),
  ...(words.has('email') && { email: user.email, email_verified: user.isEmailVerified }),
  ...(words.has('groups') && groupClaims(groups)),
})

type IdToken = Person & {
  readonly issuer: string
  readonly clientId: string
  readonly grant: Grant
  readonly nonce: string | null
  /** Of the access token beside it. */
  readonly accessTokenHash: string
  readonly now: Instant
  readonly expiresAtSeconds: number
}

/** Class of a sign-in by password alone (section 2, `acr`): nothing stronger is claimed than happened. */
export const PASSWORD_CLASS = 'urn:countersign:acr:password'

/** Its audience is the app, so that no service can take it for an access token. */
export function idTokenOfApp({
  issuer,
  clientId,
  grant,
  nonce,
  accessTokenHash,
  now,
  expiresAtSeconds,
  ...person
}: IdToken) {
  return {
    iss: issuer,
    aud: clientId,
    azp: clientId,
    iat: toNumericDate(now),
    exp: expiresAtSeconds,
    auth_time: toNumericDate(grant.authenticatedAt),
    acr: PASSWORD_CLASS,
    amr: grant.authenticatedBy.split(' '),
    at_hash: accessTokenHash,
    ...(nonce !== null && { nonce }),
    ...(grant.sessionId !== null && { sid: grant.sessionId }),
    ...claimsByScope(person),
  }
}
