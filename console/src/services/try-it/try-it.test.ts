/** An access token that was pasted is explained without being sent anywhere, and each check says what it found. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { checkToken } from './check-token.ts'
import { explainClaims } from './explain-claims.ts'
import { readToken, type Claims, type ReadToken } from './read-token.ts'

const NOW = 1_800_000_000
const [issuer, audience, organizationId] = ['https://tokens.example.com', 'service-1', 'organization-1']
const GOOD = {
  ...{ iss: issuer, aud: audience, context_name: organizationId, client_id: 'a', value_id: 'b' },
  ...{ iat: NOW, exp: NOW + 1800 },
}
const KINDS = {
  RS256: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
  EdDSA: { name: 'Ed25519' },
} as const

const encoded = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url')

async function sign(claims: object, alg: keyof typeof KINDS = 'ES256', header: object = {}) {
  const pair = await crypto.subtle.generateKey(KINDS[alg] as EcKeyGenParams, true, ['sign', 'verify'])
  const jwk = { ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: 'k', alg, use: 'sig' }
  const signed = [{ alg, kid: 'k', typ: 'at+jwt', ...header }, claims]
    .map((part) => encoded(JSON.stringify(part)))
    .join('.')
  const bytes = await crypto.subtle.sign(KINDS[alg], pair.privateKey, new TextEncoder().encode(signed))
  return { text: `${signed}.${encoded(new Uint8Array(bytes))}`, keys: [jwk] as Claims[] }
}

const read = (text: string): ReadToken => {
  const token = readToken(text)
  assert.ok(!('problem' in token), JSON.stringify(token))
  return token
}
const failing = async (text: string, keys: readonly Claims[]): Promise<string[]> =>
  (await checkToken(read(text), { issuer, audience, organizationId, keys, nowMs: NOW * 1000 }))
    .filter(({ holds }) => holds !== true)
    .map(({ name }) => name)

for (const alg of ['RS256', 'ES256', 'Ed25519', 'EdDSA'] as const) {
  test(`a good token signed with ${alg} passes every check, and a changed one fails at its signature`, async () => {
    const { text, keys } = await sign(GOOD, alg)
    assert.deepEqual(await failing(text, keys), [])
    const [header, , signature] = text.split('.')
    const changed = encoded(JSON.stringify({ ...GOOD, perms: ['csp:org_owner'] }))
    assert.deepEqual(await failing(`${header}.${changed}.${signature}`, keys), ['Signature'])
    assert.deepEqual(await failing(text, []), ['Signature'])
  })
}

for (const [check, claims, header] of [
  ['Issuer', { iss: `${issuer}/` }],
  ['Audience', { aud: ['service-2'] }],
  ['Time', { exp: NOW }],
  ['Time', { iat: NOW + 60 }],
  ['Time', { exp: String(NOW + 60) }],
  ['Type', {}, { typ: 'dpop+jwt' }],
  ['Type', { client_id: undefined }],
  ['Organization', { context_name: 'ORGANIZATION-1' }],
  ['Organization', { context_name: [organizationId] }],
  ['Organization', { context_name: '' }],
] as [string, object, object?][]) {
  test(`what is wrong is told by its name: ${check} of ${JSON.stringify([claims, header])}`, async () => {
    const { text, keys } = await sign({ ...GOOD, ...claims }, 'ES256', header)
    assert.deepEqual(await failing(text, keys), [check])
  })
}

test('a token can not choose its algorithm', async () => {
  const { text, keys } = await sign(GOOD, 'ES256', { alg: 'none' })
  assert.deepEqual(await failing(text, keys), ['Signature'])
})

test('what is no access token is refused with what to paste', () => {
  for (const text of [
    '',
    ' ',
    'a.b',
    'a.b.c',
    '..',
    `${encoded('[]')}.${encoded('{}')}.AA`,
    'x'.repeat(70_000),
  ])
    assert.ok('problem' in readToken(text), text.slice(0, 20))
  assert.match(JSON.stringify(readToken('a'.repeat(65))), /This is an API token/)
})

test('what people copy along with a token does not matter', async () => {
  const { text } = await sign(GOOD)
  for (const before of ['Bearer ', 'Authorization: Bearer ', 'csp-auth-token: ', '\n  '])
    assert.deepEqual(read(`${before}${text}\n`).claims, GOOD)
})

test('each claim is told in words, an unknown one as what it is', () => {
  assert.deepEqual(explainClaims({ exp: NOW, aud: ['a', 'b'], constructor: {}, exp_: null, iat: 'soon' }), [
    { claim: 'exp', means: 'Ends', value: '2027-01-15T08:00:00.000Z' },
    { claim: 'aud', means: 'The services that it is for', value: 'a, b' },
    { claim: 'constructor', means: 'Not known to Countersign', value: '{}' },
    { claim: 'exp_', means: 'Not known to Countersign', value: 'null' },
    { claim: 'iat', means: 'Made', value: 'soon' },
  ])
})
