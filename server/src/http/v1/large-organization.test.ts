/** Nothing is cut short for someone with many roles and many API tokens. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { fillLargeOrganization } from '../../../testing/large-organization.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, request } from '../../../testing/requests.ts'

test('someone with 150 roles in 30 services sees every role, and each of their 200 API tokens', async (t) => {
  const acme = await openAcme(t)
  const { holder } = await fillLargeOrganization(acme, { apiTokens: 200 })
  const headers = await sessionOf(acme, holder)
  const roles = await request(acme, 'GET', `/api/v1/organizations/${acme.organization.id}/my-roles`, {
    headers,
  })
  assert.equal(roles.body.services.length, 30)
  assert.ok(roles.body.services.every((service: { roles: unknown[] }) => service.roles.length === 5))
  const tokens = await request(acme, 'GET', `${apiTokensPath(acme)}?limit=200`, { headers })
  assert.equal(tokens.body.total, 200)
  assert.equal(tokens.body.items.length, 200, tokens.text.slice(0, 300))
})
