/** A secret survives every slip of whoever prints it. */
// oxlint-disable typescript/restrict-template-expressions, typescript/no-misused-spread -- these slips are what a Secret must survive
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { serialize } from 'node:v8'
import { Secret } from './secret.ts'

const VALUE = 'csnt-the-value'
const secret = new Secret(VALUE)

test('only reveal gives the value', () => {
  assert.equal(secret.reveal(), VALUE)
})

test('a secret prints as [secret] in every form of stringifying', () => {
  const printed = {
    String: String(secret),
    toString: secret.toString(),
    template: `${secret}`,
    sum: secret + '',
    join: [secret].join(),
    json: JSON.parse(JSON.stringify(secret)),
    nested: JSON.parse(JSON.stringify({ deep: [{ secret }] })).deep[0].secret,
    inspect: inspect(secret),
    console: format('%s', secret),
    message: new Error(`${secret}`).message,
  }
  for (const [how, text] of Object.entries(printed)) assert.equal(text, '[secret]', how)
})

test('no way of looking inside shows the value', () => {
  const seen = {
    showHidden: inspect(secret, { showHidden: true, customInspect: false, getters: true }),
    nested: inspect({ deep: { secret } }, { depth: 9 }),
    object: format('%o %O %j', secret, secret, secret),
    number: String(Number(secret)),
    clone: inspect(structuredClone(secret), { showHidden: true }),
    serialized: serialize(secret).toString('latin1'),
    spread: JSON.stringify({ ...secret }),
    assigned: JSON.stringify(Object.assign({}, secret)),
  }
  for (const [how, text] of Object.entries(seen)) assert.ok(!text.includes(VALUE), how)
  assert.deepEqual(Reflect.ownKeys(secret), [])
})
