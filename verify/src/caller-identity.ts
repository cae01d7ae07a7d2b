/**
 * Who calls with an access token: a person, by an API token or through an OAuth app that they let in, or a machine, which
 * is an OAuth app for itself. Refuses a token that could be read as more than one of them.
 */

export type CallerIdentity =
  | {
      /** A person, who generated the API token that this was exchanged for. */
      readonly kind: 'api_token'
      readonly username: string
      readonly apiTokenId: string
    }
  | {
      /** A person, through the OAuth app `clientId`. */
      readonly kind: 'app'
      readonly username: string
      /** What they allowed the app; it ends when they withdraw that. */
      readonly grantId: string
    }
  | {
      /** The OAuth app `clientId` itself: no person stands behind the call. */
      readonly kind: 'machine'
    }

/** Those of the claims that say who calls. */
type Identifying = { readonly sub: string; readonly client_id: string } & {
  readonly [claim in 'username' | 'acct' | 'domain' | 'grant_id' | 'value_id']?: string
}

/**
 * Of a machine subject and client are one (RFC 9068, section 2.2), and it has nothing of a person. What `sub` says of a
 * person has a colon, which no id of a client has, so that nobody can be taken for the other.
 */
export function isOneCaller(claims: Identifying): boolean {
  const { sub, client_id, username, acct, domain, grant_id, value_id } = claims
  if (client_id.includes(':')) return false
  if (sub === client_id) return [username, acct, domain, grant_id].every((claim) => claim === undefined)
  return sub.includes(':') && !!username && (grant_id === undefined || value_id === undefined)
}

/** Of claims that are one caller's. */
export function identityIn({ sub, client_id, username = '', grant_id }: Identifying): CallerIdentity {
  if (sub === client_id) return { kind: 'machine' }
  if (grant_id !== undefined) return { kind: 'app', username, grantId: grant_id }
  return { kind: 'api_token', username, apiTokenId: client_id }
}
