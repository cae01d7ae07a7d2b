/**
 * What applications publish of themselves at their `client_id`, fetched when one asks and kept for a while. Whoever sends
 * somebody here decides which address we ask: so it is asked once for many, a few at a time, and never one of our own network.
 */
import { createBoundedTable } from '../../crypto/bounded-table.ts'
import { createDigest } from '../../crypto/digest.ts'
import { MINUTE_MS, type Instant } from '../../domain/instant.ts'
import { appIdOfUrl, clientUrlProblem, ofEveryClientUrl } from '../../domain/oauth/client-url.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Outbound } from '../../domain/outbound-request.ts'
import { Refusal } from '../../domain/refusal.ts'
import { createAddressThrottle } from '../throttle.ts'
import { soundDefinition } from './sound-app.ts'

export type FoundClient = { readonly app: OAuthApp } | { readonly problem: string }

export type ClientDocuments = {
  /** Or after how many seconds to try again, since too many are asked: for this address, or in all. */
  find(url: string, address: string): Promise<FoundClient | { readonly retryAfterSeconds: number }>
}

const MOST_KEPT = 1000
const MOST_AT_ONCE = 10
const RETRY_SECONDS = 5
/** Addresses that somebody at one address may have us ask in a minute. What is kept is asked for nobody. */
const PER_MINUTE = 30
const KEPT_MS = 10 * MINUTE_MS
const PROBLEM_KEPT_MS = MINUTE_MS
const MOST_BYTES = 5 * 1024
const WITHIN_MS = 3000
const MOST_ADDRESSES = 20

type Kept = { readonly until: Instant; readonly found: FoundClient | Promise<FoundClient> }

export function createClientDocuments({
  outbound,
  now,
}: {
  readonly outbound: Pick<Outbound, 'fetch'>
  readonly now: () => Instant
}): ClientDocuments {
  const kept = createBoundedTable<Kept>({ most: MOST_KEPT })
  const throttle = createAddressThrottle({ failures: PER_MINUTE, seconds: 60, now })
  let asking = 0

  async function ask(url: string): Promise<FoundClient> {
    asking += 1
    try {
      const answer = await outbound.fetch({
        ...{ method: 'GET', url, mostBytes: MOST_BYTES, withinMs: WITHIN_MS },
        headers: { accept: 'application/json' },
      })
      if (answer.outcome === 'failed') return { problem: answer.said }
      if (answer.status !== 200) return { problem: `it answers ${answer.status}` }
      if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(answer.contentType))
        return { problem: 'its Content-Type is not application/json' }
      return clientIn(answer.text, url, now())
    } finally {
      asking -= 1
    }
  }

  return {
    async find(url, address) {
      const problem = clientUrlProblem(url)
      if (problem !== undefined) return { problem }
      const known = kept.get(url)
      if (known !== undefined && known.until > now()) return known.found
      const retryAfterSeconds = asking < MOST_AT_ONCE ? throttle.count(address) : RETRY_SECONDS
      if (retryAfterSeconds > 0) return { retryAfterSeconds }
      const found = ask(url)
      kept.delete(url)
      kept.set(url, { until: now() + PROBLEM_KEPT_MS, found })
      const settled = await found
      kept.delete(url)
      kept.set(url, { until: now() + ('app' in settled ? KEPT_MS : PROBLEM_KEPT_MS), found: settled })
      return settled
    },
  }
}

export function appIdFor(url: string): string {
  const digest = createDigest()
  digest.add(url)
  return appIdOfUrl(digest.hex())
}

function clientIn(text: string, url: string, now: Instant): FoundClient {
  const document = objectIn(text)
  if (document === undefined) return { problem: 'it is no JSON object' }
  if (document['client_id'] !== url) return { problem: 'its client_id is another address' }
  if ('client_secret' in document || 'client_secret_expires_at' in document)
    return { problem: 'it publishes a client_secret. Whatever that opens is open to everybody' }
  const method = document['token_endpoint_auth_method']
  if (method !== 'none' && method !== 'private_key_jwt')
    return { problem: 'its token_endpoint_auth_method is neither none nor private_key_jwt' }
  if (document['jwks_uri'] !== undefined) return { problem: 'it has a jwks_uri. Its keys have to be in jwks' }
  for (const [name, needed] of [
    ['grant_types', 'authorization_code'],
    ['response_types', 'code'],
  ] as const) {
    const given = document[name]
    if (given !== undefined && !(Array.isArray(given) && given.includes(needed)))
      return { problem: `its ${name} do not have ${needed}` }
  }
  const addresses = textsIn(document['redirect_uris'])
  const afterSigningOut = textsIn(document['post_logout_redirect_uris'] ?? [])
  if (addresses === undefined || addresses.length === 0)
    return { problem: `its redirect_uris are not 1 to ${MOST_ADDRESSES} addresses` }
  if (afterSigningOut === undefined)
    return { problem: `its post_logout_redirect_uris are not up to ${MOST_ADDRESSES} addresses` }
  const kind = method === 'none' ? 'native' : 'web'
  try {
    const { redirectUris, postLogoutRedirectUris, publicKeys } = soundDefinition(
      { id: appIdFor(url), kind },
      {
        ...ofEveryClientUrl(now),
        ...{ name: 'its address', description: null, redirectUris: addresses },
        ...{ postLogoutRedirectUris: afterSigningOut, authentication: method },
        publicKeys: method === 'none' ? [] : keysIn(document['jwks']),
      },
    )
    return {
      app: {
        ...ofEveryClientUrl(now),
        // Whose it is becomes known when somebody allows it.
        ...{ id: appIdFor(url), organizationId: '', kind, name: url, description: '' },
        ...{ redirectUris, postLogoutRedirectUris, authentication: method, publicKeys },
      },
    }
  } catch (error) {
    if (error instanceof Refusal) return { problem: `of what it says this can’t be: ${error.detail}` }
    throw error
  }
}

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function objectIn(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const textsIn = (value: unknown): string[] | undefined =>
  Array.isArray(value) &&
  value.length <= MOST_ADDRESSES &&
  value.every((each): each is string => typeof each === 'string')
    ? value
    : undefined

function keysIn(jwks: unknown): Members[] {
  const keys: unknown = isObject(jwks) ? jwks['keys'] : undefined
  return Array.isArray(keys) && keys.length <= MOST_ADDRESSES && keys.every(isObject) ? keys : []
}
