/**
 * A URL as `client_id` (draft-ietf-oauth-client-id-metadata-document): an application that is registered nowhere says who it
 * is in a document there. It is known by that address alone: whatever it calls itself is shown to nobody.
 */
import { NO_SCOPES } from '../allowed-scopes.ts'
import type { Instant } from '../instant.ts'
import type { OAuthApp } from './oauth-app.ts'

/** Ids of apps have no colon; what such an app is called is its whole address. */
const OF_URL = 'url-'
const LONGEST = 200
const DAY_SECONDS = 86_400

export const isClientUrl = (clientId: string): boolean => /^https:/i.test(clientId)

/** Why none can be at such an address; undefined when one can. */
export function clientUrlProblem(clientId: string): string | undefined {
  if (clientId.length > LONGEST) return `it has more than ${LONGEST} characters`
  const url = URL.parse(clientId)
  if (url === null || !clientId.startsWith('https://')) return 'it is no address with https'
  if (url.username !== '' || url.password !== '') return 'it holds a user name or a password'
  if (clientId.includes('#')) return 'it has a fragment'
  if (clientId.includes('?')) return 'it has a query'
  if (url.pathname === '/') return 'it has no path'
  // Dot segments, ports that need not be said, capital letters in the host: two spellings of one address.
  return url.href === clientId ? undefined : 'it could be written in another way'
}

/** @param digest of the address, in hexadecimal digits */
export const appIdOfUrl = (digest: string): string => `${OF_URL}${digest.slice(0, 40)}`

type Named = Pick<OAuthApp, 'id' | 'name'>

export const isFromUrl = ({ id }: Pick<OAuthApp, 'id'>): boolean => id.startsWith(OF_URL)

/** What the app says it is, and what an ID token is for. */
export const clientIdOf = (app: Named): string => (isFromUrl(app) ? app.name : app.id)

/** Beside what the document says: the same for all of them, and nothing that it could choose. */
export const ofEveryClientUrl = (now: Instant) => ({
  accessTokenSeconds: 1800,
  hasRefreshTokens: true,
  hasDeviceFlow: false,
  refreshIdleSeconds: 14 * DAY_SECONDS,
  refreshLifetimeSeconds: 90 * DAY_SECONDS,
  /** Who the person is, and no rights of theirs. */
  allowedScopes: { ...NO_SCOPES, openId: true },
  ...{ requiresDpop: false, isShared: false },
  ...{ createdAt: now, createdBy: null, changedAt: now, deactivatedAt: null, deactivatedBy: null },
})
