/** Addresses are judged where they are kept, whoever brings them: a form, a script of the platform, a command at the machine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openApp, openAcme, PASSWORD } from '../../testing/acme.ts'
import { call, accessTokenFor, tokenOf } from '../../testing/compatible.ts'
import { setUp } from '../operator.ts'
import { Refusal } from '../domain/refusal.ts'

const isAboutEmail = (error: unknown): boolean =>
  error instanceof Refusal &&
  error.code === 'request_invalid' &&
  Object.keys(error.fields ?? {}).includes('email')

test('setting up at the machine takes no owner without an e-mail address', async (t) => {
  const { app } = await openApp(t)
  const owner = {
    ...{ organizationName: 'Acme', username: 'olivia', password: PASSWORD },
    ...{ firstName: 'Olivia', lastName: 'Example' },
  }
  for (const email of ['not-an-email', 'a@b', 'a@b.example\n', ''])
    await assert.rejects(setUp(app.needs, { ...owner, email }), isAboutEmail, email)
  assert.equal(await app.needs.store.installation.hasOrganization(), false)
  await setUp(app.needs, { ...owner, email: 'olivia@acme.example' })
})

test('a client of the platform invites nobody at what is no address', async (t) => {
  const acme = await openAcme(t)
  const { value } = await tokenOf(acme, 'olivia', { scopes: { allRoles: true, administration: true } })
  const accessToken = await accessTokenFor(acme, value)
  const body = { usernames: ['not-an-email'], organizationRoles: [{ name: 'org_member' }] }
  const invited = { ...body, usernames: ['new@acme.example'] }
  const path = `/orgs/${acme.organization.id}/invitations`
  assert.equal((await call(acme, accessToken, 'POST', path, invited)).status, 202)
  const { status } = await call(acme, accessToken, 'POST', path, body)
  assert.equal(status, 400)
})
