/** What Prometheus is told, over a real listener, and that it is told nothing about anyone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../config.ts'
import { serve } from '../serve.ts'
import { pino } from 'pino'
import { openAcme } from '../../testing/acme.ts'
import { testFile } from '../../testing/stores.ts'
import { dirname } from 'node:path'
import { exchange, generate, request, signIn } from '../../testing/requests.ts'
import { listenForMetrics } from './metrics-listener.ts'

const ON = { COUNTERSIGN_METRICS_PORT: '0', COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }

/** The value of the one sample that begins so; undefined when there is none. */
const sample = (text: string, name: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

test('exchanges are counted by result and reason, and timed with the store and the signature', async (t) => {
  const acme = await openAcme(t, { env: { ...ON, COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '2' } })
  const metrics = acme.app.metrics!
  const { value } = await generate(acme, await signIn(acme, 'max'))
  for (const presented of [value, value, value, `${value}x`, flipped(value), 'nothing'])
    await exchange(acme, presented)

  const text = await metrics.read()
  const read = (name: string): number | undefined => sample(text, name)
  assert.equal(read('countersign_exchanges_total{result="exchanged"}'), 3)
  assert.equal(read('countersign_exchanges_total{result="refused"}'), 2)
  assert.equal(read('countersign_exchanges_total{result="throttled"}'), 1)
  assert.equal(read('countersign_exchange_seconds_count'), 6)
  assert.equal(read('countersign_signing_seconds_count'), 3)
  assert.equal(read('countersign_usage_queue_length'), 1)
  assert.ok(read('countersign_store_seconds_count{operation="exchange.findFacts"}')! >= 3)
  assert.equal(read('countersign_signing_key_age_seconds{state="active"}'), 0)
  assert.equal(read('countersign_signing_key_age_seconds{state="retiring"}'), undefined)
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
    assert.notEqual(read(name), undefined, name)
  acme.clock.now += 5000
  assert.equal(sample(await metrics.read(), 'countersign_signing_key_age_seconds{state="active"}'), 5)
})

test('a refusal is counted by the reason that only the audit log tells', async (t) => {
  const acme = await openAcme(t, { env: ON })
  const { value } = await generate(acme, await signIn(acme, 'max'))
  acme.clock.now += 400 * 24 * 3600 * 1000
  await exchange(acme, value)
  const text = await acme.app.metrics!.read()
  assert.equal(sample(text, 'countersign_exchange_refusals_total{reason="expired"}'), 1)
})

test('a failure of the database is counted', async (t) => {
  const acme = await openAcme(t, { env: ON })
  const { value } = await generate(acme, await signIn(acme, 'max'))
  await acme.app.needs.store.close()
  assert.equal((await exchange(acme, value)).status, 503)
  const text = await acme.app.metrics!.read()
  assert.equal(sample(text, 'countersign_store_failures_total{operation="exchange.findFacts"}'), 1)
  assert.equal(sample(text, 'countersign_exchanges_total{result="failed"}'), 1)
})

test('no id, address or path of anyone is in a label', async (t) => {
  const acme = await openAcme(t, { env: ON })
  const { value, apiToken } = await generate(acme, await signIn(acme, 'max'))
  await exchange(acme, value)
  await request(acme, 'GET', `/csp/gateway/am/api/orgs/${acme.organization.id}`)
  await request(acme, 'GET', `/nothing/${value}?refresh_token=${value}`)
  const text = await acme.app.metrics!.read()
  assert.match(text, /route="none"/)
  for (const secret of [value, value.slice(4, 16), apiToken.id, acme.organization.id, '127.0.0.1'])
    assert.ok(!text.includes(secret), secret)
})

test('there are none until a port is given, and then only on that port', async (t) => {
  const off = await openAcme(t)
  assert.equal(off.app.metrics, undefined)
  assert.equal((await request(off, 'GET', '/metrics')).status, 404)

  const dataDir = dirname(await testFile(t))
  const said: string[] = []
  const env = { ...ON, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_PUBLIC_URL: 'http://127.0.0.1:1' }
  const serving = await serve(parseConfig(['--port', '0'], env), pino({ level: 'silent' }), (line) =>
    said.push(line),
  )
  try {
    const url = /http:\S+\/metrics/.exec(said.join('\n'))?.[0]
    assert.ok(url, said.join('\n'))
    const answer = await fetch(url)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    assert.match(await answer.text(), /^# HELP countersign_exchanges_total/m)
    assert.equal((await fetch(new URL('/', url))).status, 404)
    assert.equal((await fetch(url, { method: 'POST' })).status, 404)
    assert.equal((await fetch(`${serving.address}/metrics`)).status, 404)
  } finally {
    await serving.stop()
  }
})

test('a port that is taken is told, not ignored', async (t) => {
  const { app } = await openAcme(t, { env: ON })
  const listener = await listenForMetrics(app.metrics!, { host: '127.0.0.1', port: 0 })
  await assert.rejects(listenForMetrics(app.metrics!, { host: '127.0.0.1', port: listener.port }), {
    code: 'EADDRINUSE',
  })
  await listener.close()
})

/** Well-formed, with the same id, but another secret. */
const flipped = (value: string): string => value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
