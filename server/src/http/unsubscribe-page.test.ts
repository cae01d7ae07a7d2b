/** That reminders are turned off by one click in a mail, and by nothing less. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAcme, PUBLIC_URL, type Acme } from '../../testing/acme.ts'
import { eventsNamed } from '../../testing/audit-trail.ts'
import { unsubscribeUrl } from '../actions/reminders/unsubscribe.ts'

const send = async (
  { app }: Acme,
  method: 'GET' | 'HEAD' | 'POST',
  url: string,
  headers: Readonly<Record<string, string>> = {},
  payload = 'List-Unsubscribe=One-Click',
) => app.server.inject({ method, url, headers, ...(method === 'POST' && { payload }) })

const pathFor = ({ app }: Acme, userId: string): string =>
  unsubscribeUrl(app.needs, userId).slice(PUBLIC_URL.length)
const isOff = async ({ app, member }: Acme): Promise<boolean> =>
  (await app.needs.store.reminders.offSince(member.id)) !== null

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('looking at the link changes nothing, and shows a button', async (t) => {
  const acme = await openAcme(t)
  const path = pathFor(acme, acme.member.id)
  const { statusCode, body, headers } = await send(acme, 'GET', path)
  assert.equal(statusCode, 200)
  assert.match(body, /<form method="post"><button/)
  assert.match(String(headers['content-security-policy']), /form-action 'self'/)
  assert.ok(!body.includes('max@'))
  await send(acme, 'HEAD', path)
  assert.equal(await isOff(acme), false)
})

test('one POST turns reminders off, from any program and site, and again changes nothing more', async (t) => {
  const acme = await openAcme(t)
  const path = pathFor(acme, acme.member.id)
  const crossSite = { ...FORM, 'sec-fetch-site': 'cross-site', origin: 'https://mail.example' }
  assert.equal((await send(acme, 'POST', path, crossSite)).statusCode, 200)
  assert.equal(await isOff(acme), true)
  const multipart = { 'content-type': 'multipart/form-data; boundary=b' }
  assert.equal((await send(acme, 'POST', path, multipart, '--b--')).statusCode, 200)
  const { body } = await send(acme, 'GET', path)
  assert.match(body, /Reminders are off/)
  assert.equal(eventsNamed(acme, 'csp__turn_reminders_off').length, 1)
})

test('a code of somebody else, a part of one and garbage turn nothing off', async (t) => {
  const acme = await openAcme(t)
  const path = pathFor(acme, acme.member.id)
  const code = path.split('.')[1]!
  const wrong = [
    path.slice(0, -1),
    `/unsubscribe/${acme.owner.id}.${code}`,
    `/unsubscribe/${acme.member.id}`,
    '/unsubscribe/%00.%ff',
    `/unsubscribe/..${'a'.repeat(43)}`,
    pathFor(acme, 'nobody'),
  ]
  for (const url of wrong) {
    const { statusCode } = await send(acme, 'POST', url, FORM)
    assert.ok(statusCode === 404 || statusCode === 400, `${url} ${statusCode}`)
  }
  assert.equal(await isOff(acme), false)
  const large = await send(acme, 'POST', path, FORM, 'a'.repeat(10_000))
  assert.equal(large.statusCode, 413)
  assert.equal(await isOff(acme), false)
})
