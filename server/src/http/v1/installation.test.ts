/** Setting an installation up: once, with the link that was printed last, and by nobody without it. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setupLink } from '../../app.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import { openApp, PASSWORD, PUBLIC_URL } from '../../../testing/acme.ts'
import { request } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

/** Making an RSA key for each test takes a while. */
const EC = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }

type Opened = Pick<Awaited<ReturnType<typeof openApp>>, 'app'>

const OLIVIA = {
  ...{ organizationName: 'Ümlaut & Söhne 🚀', username: 'olivia', email: 'olivia@acme.example' },
  ...{ firstName: 'Olivia', lastName: 'Example', password: PASSWORD },
}

const codeOf = async ({ app }: Opened): Promise<string> => {
  const link = await setupLink(app.needs)
  assert.match(link!, /^http:\/\/127\.0\.0\.1:8080\/setup#code=csni[0-9A-Za-z]{61}$/)
  return link!.split('=')[1]!
}
const setUp = (opened: Opened, setupCode: string, more: Readonly<Record<string, unknown>> = {}) =>
  request(opened, 'POST', '/api/v1/installation', { body: { ...OLIVIA, setupCode, ...more } })
const isSetUp = async (opened: Opened): Promise<boolean> =>
  (await request(opened, 'GET', '/api/v1/installation')).body.isSetUp

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  suite(`the set-up link on ${engine}`, () => {
    test('makes the organization and its owner, who is then signed in', async (t) => {
      const opened = await openApp(t, { engine, env: EC })
      assert.equal(await isSetUp(opened), false)
      const { status, body, headers } = await setUp(opened, await codeOf(opened))
      assert.equal(status, 201)
      assert.equal(body.organizations[0].displayName, OLIVIA.organizationName)
      assert.match(body.organizations[0].name, /^[a-z0-9-]+$/)
      const session = { cookie: String(headers['set-cookie']).split(';')[0]! }
      const roles = await request(
        opened,
        'GET',
        `/api/v1/organizations/${body.organizations[0].id}/my-roles`,
        {
          headers: session,
        },
      )
      const names = roles.body.organizationRoles.map(({ name }: { name: string }) => name)
      assert.deepEqual(names, ['org_member', 'org_owner', 'platform_operator'])
      assert.equal(await isSetUp(opened), true)
    })

    test('works exactly once, however many open it at the same moment', async (t) => {
      const opened = await openApp(t, { engine, env: EC })
      const code = await codeOf(opened)
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, at) => setUp(opened, code, { username: `olivia${at}` })),
      )
      const statuses = answers.map(({ status }) => status).toSorted()
      assert.deepEqual(statuses.slice(0, 1), [201])
      assert.ok(
        statuses.slice(1).every((status) => status === 400 || status === 409),
        statuses.join(),
      )
      const again = await setUp(opened, code)
      assert.deepEqual([again.status, again.body.code], [409, 'already_set_up'])
      assert.equal(await setupLink(opened.app.needs), undefined)
    })
  })
}

suite('the set-up link', () => {
  test('that was replaced, used up, mistyped or made up is refused, and says where a new one is', async (t) => {
    const opened = await openApp(t, { env: EC })
    const replaced = await codeOf(opened)
    const present = await codeOf(opened)
    const codes = [
      replaced,
      makeTokenString('i').value.reveal(),
      makeTokenString('t').value.reveal(),
      `${present.slice(0, -1)}${present.endsWith('0') ? '1' : '0'}`,
      present.toLowerCase(),
      `${PUBLIC_URL}/setup#code=${present}`,
      'x',
    ]
    const answers = new Set<string>()
    for (const code of codes) {
      const { status, body } = await setUp(opened, code)
      answers.add(JSON.stringify([status, body.code, body.detail]))
    }
    assert.equal(answers.size, 1)
    assert.match(
      [...answers][0]!,
      /^\[400,"setup_code_invalid","The link was used or replaced\. Start the server again/,
    )
    assert.equal((await setUp(opened, present)).status, 201)
  })

  test('that is wrong costs no hashing of a password, is throttled by network, and keeps nobody out who has it', async (t) => {
    const opened = await openApp(t, { env: EC })
    const code = await codeOf(opened)
    const wrong = () => makeTokenString('i').value.reveal()
    // A weak password is not told to who has no code.
    const answers = []
    for (let tries = 0; tries < 12; tries++) answers.push(await setUp(opened, wrong(), { password: 'short' }))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...Array<number>(10).fill(400), 429, 429],
    )
    assert.ok(answers.slice(0, 10).every(({ body }) => body.code === 'setup_code_invalid'))
    assert.ok(Number(answers.at(-1)!.headers['retry-after']) >= 1)
    assert.equal((await setUp(opened, code)).status, 201)
  })

  test('is not used up by a form that has to be corrected', async (t) => {
    const opened = await openApp(t, { env: EC })
    const code = await codeOf(opened)
    const corrections: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ password: 'short' }, 'password'],
      [{ password: 'olivia@acme.example' }, 'password'],
      [{ password: 'password1234' }, 'password'],
      [{ password: 'Olivia.Example.2026!' }, 'password'],
      [{ password: 'umlaut-soehne-1' }, 'password'],
      [{ email: 'no address' }, 'email'],
      [{ username: ' olivia' }, 'username'],
      [{ organizationName: '' }, 'organizationName'],
      [{ firstName: 'x'.repeat(101) }, 'firstName'],
      [{ nickname: 'Liv' }, 'nickname'],
    ]
    for (const [more, field] of corrections) {
      const { status, body } = await setUp(opened, code, more)
      assert.deepEqual([status, Object.keys(body.fields)], [400, [field]], JSON.stringify(more))
    }
    assert.equal((await setUp(opened, code)).status, 201)
  })
})
