/** What each claim of an access token says, in words. A claim that is not known is shown as it is. */
import type { Claims } from './read-token.ts'

export type ExplainedClaim = { readonly claim: string; readonly means: string; readonly value: string }

const MEANINGS: Readonly<Record<string, string>> = {
  iss: 'Issued by',
  sub: 'The person, for services to keep things under',
  aud: 'The services that it is for',
  context_name: 'The organization',
  perms: 'What it may do',
  scope: 'What it may do, by name',
  exp: 'Ends',
  iat: 'Made',
  nbf: 'Good from',
  jti: 'Its own id',
  client_id: 'The API token behind it',
  azp: 'The API token behind it',
  value_id: 'Which value of that API token',
  status: 'Where it stands whether what it came from still counts',
  as_of: 'Up to where losses of rights are in it',
  username: 'The name the person signs in with',
  acct: 'The name and where the account is kept',
  domain: 'Where the account is kept',
  context: 'The exchange that made it',
  narrowed: 'Asked for less than the API token may do',
  ovl: 'Has more rights than fit into it',
}
const INSTANTS: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf'])

export const explainClaims = (claims: Claims): readonly ExplainedClaim[] =>
  Object.entries(claims).map(([claim, value]) => ({
    claim,
    means: Object.hasOwn(MEANINGS, claim) ? MEANINGS[claim]! : 'Not known to Countersign',
    value: INSTANTS.has(claim) ? (instantIn(value) ?? inWords(value)) : inWords(value),
  }))

function inWords(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ')
  return JSON.stringify(value)
}

function instantIn(value: unknown): string | undefined {
  const date = new Date(Number(value) * 1000)
  return typeof value === 'number' && Number.isFinite(date.getTime()) ? date.toISOString() : undefined
}
