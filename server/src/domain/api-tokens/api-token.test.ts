/** The state of an API token as people see it. What ends a token for good is told before what might pass. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_SCOPES } from '../allowed-scopes.ts'
import { stateOf, type ApiToken, type ApiTokenState } from './api-token.ts'
import { DAY_MS, isExpired } from '../instant.ts'

const NOW = Date.UTC(2027, 0, 1)
const LONG_AGO = NOW - 100 * DAY_MS

const token: ApiToken = {
  description: null,
  parentId: null,
  bounds: [],
  id: 'AbCdEfGhIjKl',
  organizationId: 'o',
  userId: 'u',
  name: 'CI',
  allowedScopes: NO_SCOPES,
  lifetime: null,
  reminderDays: null,
  createdAt: LONG_AGO,
  regeneratedAt: null,
  expiresAt: null,
  deactivatedAt: null,
  revokedAt: null,
  lastUsedAt: null,
  lastUsedAddress: null,
  lastUsedUserAgent: null,
  seenInUrlAt: null,
  overlap: null,
  secretId: 'AbCdEfGhIjKl',
}

const TABLE: readonly (readonly [Partial<ApiToken>, ApiTokenState])[] = [
  [{}, 'active'],
  [{ expiresAt: NOW + 8 * DAY_MS }, 'active'],
  [{ expiresAt: NOW + 7 * DAY_MS + 1 }, 'active'],
  [{ expiresAt: NOW + 7 * DAY_MS }, 'expires_soon'],
  [{ expiresAt: NOW + 1 }, 'expires_soon'],
  // A token that was never to live longer than a week is not called late all its life.
  [{ expiresAt: NOW + DAY_MS, createdAt: NOW - DAY_MS }, 'active'],
  [{ expiresAt: NOW + DAY_MS, regeneratedAt: NOW - DAY_MS }, 'active'],
  [{ expiresAt: NOW }, 'expired'],
  [{ expiresAt: NOW - 1 }, 'expired'],
  [{ deactivatedAt: NOW - 1 }, 'deactivated'],
  [{ deactivatedAt: NOW - 1, expiresAt: NOW - 1 }, 'deactivated'],
  [{ revokedAt: NOW - 1 }, 'revoked'],
  [{ revokedAt: NOW - 1, deactivatedAt: NOW - 2, expiresAt: NOW - 1 }, 'revoked'],
]

test('a token is in exactly one state, the gravest that applies', () => {
  for (const [facts, state] of TABLE) {
    assert.equal(stateOf({ ...token, ...facts }, NOW), state, JSON.stringify(facts))
  }
})

test('a token is expired from the very instant it expires', () => {
  const table: readonly (readonly [number | null, boolean])[] = [
    [null, false],
    [NOW + 1, false],
    [NOW, true],
  ]
  for (const [expiresAt, expired] of table) assert.equal(isExpired({ expiresAt }, NOW), expired)
})
