import assert from 'node:assert/strict'
import test from 'node:test'
import type { ApiToken } from '@countersign/api'
import { type ListSearch, shownTokens } from './list-view.ts'

const NO_SELECTION = { allRoles: false, allPermissions: false, roles: [], permissions: [] }

const token = (name: string, facts: Partial<ApiToken> = {}): ApiToken => ({
  id: `id${name}`,
  name,
  state: 'active',
  scopes: { openId: false, administration: false, allRoles: true, organization: NO_SELECTION, services: [] },
  description: null,
  madeWith: null,
  canDoNothing: false,
  lifetime: null,
  reminderDays: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  regeneratedAt: null,
  expiresAt: null,
  revokedAt: null,
  lastUse: null,
  overlap: null,
  seenInUrlAt: null,
  valueId: 'abcdefghijkl',
  ...facts,
})

const TOKENS = [
  token('deploy 10', { createdAt: '2026-03-01T00:00:00.000Z', expiresAt: '2026-09-01T00:00:00.000Z' }),
  token('deploy 2', { state: 'revoked', createdAt: '2026-02-01T00:00:00.000Z' }),
  token('Backup', {
    state: 'expires_soon',
    expiresAt: '2026-08-01T00:00:00.000Z',
    lastUse: { at: '2026-07-01T00:00:00.000Z', address: '10.0.0.4', userAgent: 'curl' },
    seenInUrlAt: '2026-07-01T00:00:00.000Z',
  }),
]

const NOW = Date.parse('2026-07-02T00:00:00.000Z')

const names = (search: ListSearch): string[] =>
  shownTokens(TOKENS, search, () => 'all roles', NOW).map(({ name }) => name)

test('the newest comes first unless sorted otherwise', () => {
  assert.deepEqual(names({}), ['deploy 10', 'deploy 2', 'Backup'])
  assert.deepEqual(names({ sort: 'name' }), ['Backup', 'deploy 2', 'deploy 10'])
  assert.deepEqual(names({ sort: 'expires' }), ['Backup', 'deploy 10', 'deploy 2'])
  assert.deepEqual(names({ sort: '-used' })[0], 'Backup')
})

test('a filter shows that state and no other; usable ones include those that expire soon', () => {
  assert.deepEqual(names({ state: 'usable' }), ['deploy 10', 'Backup'])
  assert.deepEqual(names({ state: 'revoked' }), ['deploy 2'])
  assert.deepEqual(names({ state: 'seen_in_url' }), ['Backup'])
  assert.deepEqual(names({ state: 'unused' }), ['deploy 10'])
  assert.deepEqual(names({ state: 'never_expires' }), [])
  assert.deepEqual(names({ state: 'can_do_nothing' }), [])
})

test('a search finds every word, in the name, the id or the scopes', () => {
  assert.deepEqual(names({ q: '  DEPLOY 2 ' }), ['deploy 2'])
  assert.deepEqual(names({ q: 'idbackup' }), ['Backup'])
  assert.deepEqual(names({ q: 'all roles deploy' }), ['deploy 10', 'deploy 2'])
  assert.deepEqual(names({ q: 'nothing like it' }), [])
})
