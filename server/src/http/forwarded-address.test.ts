/** Where a request came from, as declared proxies tell it: one spelling everywhere, and nothing that a sender chose. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { flushUsage } from '../jobs/flush-usage.ts'
import { openAcme, PASSWORD, type Acme } from '../../testing/acme.ts'
import { eventsNamed } from '../../testing/audit-trail.ts'
import { AUTHORIZE, tokenOf } from '../../testing/compatible.ts'
import { apiTokensPath, request } from '../../testing/requests.ts'

const PROXIES = {
  COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8,2001:db8:ffff::/48,::ffff:172.16.0.0/108',
}

const tryFrom = (
  acme: Acme,
  forwarded: string,
  password = 'not the passphrase',
  remoteAddress = '127.0.0.1',
) =>
  acme.app.server.inject({
    method: 'POST',
    url: '/api/v1/session',
    remoteAddress,
    headers: { 'x-forwarded-for': forwarded },
    payload: { username: 'max', password },
  })

suite('an address that a declared proxy forwards', () => {
  test('is the same with a port, in brackets, in any case: in the audit log, sessions, last use and the log', async (t) => {
    const lines: string[] = []
    const acme = await openAcme(t, { env: PROXIES, log: (line) => lines.push(line) })
    const { value, id } = await tokenOf(acme, 'max')
    const table = [
      ['203.0.113.8:40001', '203.0.113.8'],
      ['[2001:DB8::8]:40001', '2001:db8::8'],
      ['::ffff:203.0.113.8', '203.0.113.8'],
      ['not an address', 'unknown'],
      [`${'x'.repeat(5_000)}`, 'unknown'],
    ] as const
    for (const [forwarded, address] of table) {
      lines.length = 0
      const { statusCode, headers } = await tryFrom(acme, forwarded, PASSWORD)
      assert.equal(statusCode, 201)
      assert.equal(eventsNamed(acme, 'csp__user_login').at(-1)?.address, address)
      const cookie = { cookie: String([headers['set-cookie']].flat()[0]).split(';')[0]! }
      const { body } = await request(acme, 'GET', '/api/v1/sessions', { headers: cookie })
      assert.equal(body.items.find(({ isCurrent }: { isCurrent: boolean }) => isCurrent).address, address)
      await acme.app.server.inject({
        method: 'POST',
        url: AUTHORIZE,
        headers: { 'x-forwarded-for': forwarded },
        payload: `refresh_token=${value}`,
      })
      await flushUsage(acme.app.needs)
      const token = await request(acme, 'GET', `${apiTokensPath(acme)}/${id}`, { headers: cookie })
      assert.equal(token.body.lastUse.address, address)
      const logged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
      assert.equal(logged[0].address, address)
      acme.clock.now += 1_000
    }
  })

  test('cannot be chosen anew for each try by another port or another spelling', async (t) => {
    const acme = await openAcme(t, { env: PROXIES })
    const spellings = [
      '[2001:db8::8]:1',
      '2001:db8::9',
      '[2001:DB8::a]',
      '2001:db8:0:0:1:2:3:4',
      '2001:db8::b%1',
    ]
    for (const each of spellings) assert.equal((await tryFrom(acme, each)).statusCode, 401, each)
    assert.equal((await tryFrom(acme, '[2001:db8::ffff]:2')).statusCode, 429)
    assert.equal((await tryFrom(acme, '2001:db8:0:1::1')).statusCode, 401)
    for (let port = 1; port <= 6; port++) {
      const { statusCode } = await tryFrom(acme, `203.0.113.8:${port}`)
      assert.equal(statusCode, port <= 5 ? 401 : 429)
    }
    for (let tries = 1; tries <= 6; tries++) {
      assert.equal((await tryFrom(acme, `nonsense ${tries}`)).statusCode, tries <= 5 ? 401 : 429)
    }
  })

  test('is the last that no proxy of ours has, also when proxies are written with a port', async (t) => {
    const acme = await openAcme(t, { env: PROXIES })
    const chains = [
      ['198.51.100.1, 203.0.113.8:40001, 10.1.2.3:50000', '203.0.113.8'],
      ['198.51.100.1, 203.0.113.8, [2001:db8:ffff::1]:443, 10.1.2.3', '203.0.113.8'],
      ['198.51.100.1, 203.0.113.8, ::ffff:10.1.2.3', '203.0.113.8'],
      ['203.0.113.8, 172.16.0.9', '203.0.113.8'],
      ['203.0.113.8, 172.32.0.9', '172.32.0.9'],
      ['198.51.100.1, nonsense, 10.1.2.3', 'unknown'],
      ['10.9.9.9, 10.1.2.3', '10.9.9.9'],
    ] as const
    for (const [chain, address] of chains) {
      await tryFrom(acme, chain, PASSWORD)
      assert.equal(eventsNamed(acme, 'csp__user_login').at(-1)?.address, address, chain)
      acme.clock.now += 1_000
    }
  })
})

suite('X-Forwarded-For from a proxy that is not declared', () => {
  test('is not believed, and the log says so once for each of a few addresses', async (t) => {
    const lines: string[] = []
    const acme = await openAcme(t, {
      env: { COUNTERSIGN_METRICS_PORT: '0', COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.1' },
      log: (line) => lines.push(line),
    })
    const from = async (remoteAddress: string, forwarded = '203.0.113.8') => {
      await tryFrom(acme, forwarded, PASSWORD, remoteAddress)
      acme.clock.now += 1_000
      return eventsNamed(acme, 'csp__user_login').at(-1)?.address
    }
    const warnings = () => lines.filter((line) => line.includes('COUNTERSIGN_TRUSTED_PROXIES'))
    assert.equal(await from('10.0.0.1'), '203.0.113.8')
    assert.equal(warnings().length, 0)
    for (let times = 0; times < 3; times++) assert.equal(await from('10.0.0.2'), '10.0.0.2')
    assert.equal(warnings().length, 1)
    assert.match(warnings()[0]!, /"address":"10\.0\.0\.2"/)
    for (let last = 10; last < 20; last++) await from(`10.0.0.${last}`)
    assert.equal(warnings().length, 5)
    assert.match(await acme.app.metrics!.read(), /^countersign_undeclared_proxy_requests 13$/m)
  })
})
