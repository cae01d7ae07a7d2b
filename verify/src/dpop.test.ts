/** Access tokens that are bound to a key: good with a proof for the very request, once, and with nothing else. */
import assert from 'node:assert/strict'
import * as nodeCrypto from 'node:crypto'
import test, { suite } from 'node:test'
import * as jose from 'jose'
import type { VerifyErrorCode } from './errors.ts'
import { makeProof, makeProofKey, sha256 } from './forge-proof.ts'
import { base64url, claimsOf, headerOf, makeKey, signToken, signatureOf } from './forge-token.ts'
import { heldMb } from './held-memory.ts'
import { createSeenProofs } from './seen-proofs.ts'
import { importKeyWith, importKeyWithWebCrypto } from './signature.ts'
import type { ImportKey } from './verification-key.ts'
import { assembleVerifier } from './verifier.ts'

const issuer = 'https://tokens.example.com'
const audience = '7f1c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11'
const url = 'https://inventory.example.com/organizations/7/items'
const nowSeconds = 1_800_000_000
const key = makeKey('ES256')

const tokenWith = (overrides: object) =>
  signToken(key, headerOf(key), claimsOf(issuer, audience, nowSeconds, overrides))
const ec = makeProofKey('ES256')
const rsa = makeProofKey('RS256')
const ed = makeProofKey('Ed25519')
const stranger = makeProofKey('ES256')
const weak = makeProofKey('RS256weak')
const p384 = { ...makeProofKey('ES384'), alg: 'ES256' }
const secp256k1 = { ...makeProofKey('ES256k'), alg: 'ES256' }
const offCurve = { ...ec.jwk, y: 'A'.repeat(43) }

const accessToken = tokenWith({ cnf: ec.cnf })
const parts = { method: 'GET', url, nowSeconds, accessToken }
const withHeader = (header: object, by = ec) => makeProof(by, parts, { header })
const withClaims = (claims: object) => makeProof(ec, parts, { claims })
const good = () => makeProof(ec, parts)
const [headerPart = '', claimsPart = '', signaturePart = ''] = good().split('.')
const withAlg = (alg: string) =>
  `${base64url(JSON.stringify({ typ: 'dpop+jwt', alg, jwk: ec.jwk }))}.${claimsPart}`
const mac = signatureOf(
  'HS256',
  nodeCrypto.createSecretKey(Buffer.from(JSON.stringify(ec.jwk))),
  withAlg('HS256'),
)

function setUp(importKey: ImportKey) {
  const clock = { seconds: nowSeconds }
  const verifier = assembleVerifier(
    {
      issuer,
      audience,
      now: () => clock.seconds * 1000,
      fetch: async () => Response.json({ keys: [key.jwk] }),
    },
    importKey,
  )
  const send = (proof: string | undefined, text = accessToken, method = 'GET', to = url) =>
    verifier.verify(text, { dpop: { method, url: to, proof } })
  return { clock, verifier, send }
}

const INVALID = 'dpop_proof_invalid'
/** What is wrong, the proof, and where that is not all: the code, and the access token it is sent with. */
const refused: readonly (readonly [string, string | undefined, VerifyErrorCode?, string?])[] = [
  ['none', undefined],
  ['an empty header', ''],
  ['two proofs in one header', `${good()}, ${good()}`],
  ['two parts', `${headerPart}.${claimsPart}`],
  ['four parts', `${good()}.AAAA`],
  ['padding', `${good()}=`],
  ['white space around it', ` ${good()}`],
  ['a header that is no JSON', `AAAA.${claimsPart}.${signaturePart}`],
  ['a header that is an array', signToken(ec, '[]', {})],
  ['a member of its header twice', signToken(ec, `{"typ":"dpop+jwt","alg":"ES256","alg":"ES256"}`, {})],
  ['more than is read', withClaims({ more: 'x'.repeat(9000) })],
  ['no signature', `${withAlg('none')}.`],
  ['the alg none, with a signature', `${withAlg('none')}.AAAA`],
  ['a secret that anybody knows', `${withAlg('HS256')}.${base64url(mac)}`],
  ['an alg that is not offered', withHeader({ alg: 'ES384' })],
  ['the alg PS256', makeProof({ ...rsa, alg: 'PS256' }, parts), INVALID, tokenWith({ cnf: rsa.cnf })],
  ['no alg', withHeader({ alg: undefined })],
  ['an alg in an array', withHeader({ alg: ['ES256'] })],
  ['the alg of another kind of key', withHeader({ alg: 'RS256' })],
  ['no typ', withHeader({ typ: undefined })],
  ['the typ of every JWT', withHeader({ typ: 'JWT' })],
  ['the typ of an access token', withHeader({ typ: 'at+jwt' })],
  ['an address for its keys', withHeader({ jku: 'https://stranger.example/keys' })],
  ['a certificate', withHeader({ x5c: ['AAAA'] })],
  ['an extension that is critical', withHeader({ crit: ['exp'], exp: nowSeconds + 60 })],
  ['a payload that is not encoded', withHeader({ b64: false })],
  ['no key', withHeader({ jwk: undefined })],
  ['a kid alone', withHeader({ jwk: undefined, kid: ec.kid })],
  ['a key as text', withHeader({ jwk: JSON.stringify(ec.jwk) })],
  ['its private key', withHeader({ jwk: ec.privateKey.export({ format: 'jwk' }) })],
  ['a private RSA key', withHeader({ jwk: rsa.privateKey.export({ format: 'jwk' }) }, rsa)],
  ['an empty private member', withHeader({ jwk: { ...ec.jwk, d: null } })],
  ['a secret key', withHeader({ jwk: { kty: 'oct', k: 'c2VjcmV0' } })],
  ['a key of 1024 bits, as bound', makeProof(weak, parts), INVALID, tokenWith({ cnf: weak.cnf })],
  ['a curve that is not P-256, as bound', makeProof(p384, parts), INVALID, tokenWith({ cnf: p384.cnf })],
  ['secp256k1, as bound', makeProof(secp256k1, parts), INVALID, tokenWith({ cnf: secp256k1.cnf })],
  ['a coordinate in another spelling', withHeader({ jwk: { ...ec.jwk, x: `${ec.jwk.x}=` } })],
  [
    'a point that is not on the curve, as bound',
    withHeader({ jwk: offCurve }),
    INVALID,
    tokenWith({
      cnf: { jkt: sha256(JSON.stringify({ crv: 'P-256', kty: 'EC', x: offCurve.x, y: offCurve.y })) },
    }),
  ],
  ['a key that the token is not bound to', makeProof(stranger, parts), 'dpop_key_mismatch'],
  ['a signature by another key', withHeader({ jwk: ec.jwk }, stranger)],
  ['claims changed since', good().replace(/\.[^.]+\./, `.${claimsPart}.`)],
  ['a signature cut short', good().slice(0, -4)],
  ['claims that are no object', signToken(ec, { typ: 'dpop+jwt', alg: 'ES256', jwk: ec.jwk }, '[]')],
  ['no jti', withClaims({ jti: undefined })],
  ['an empty jti', withClaims({ jti: '' })],
  ['a jti that is a number', withClaims({ jti: 1 })],
  ['a jti without end', withClaims({ jti: 'x'.repeat(257) })],
  ['no htm', withClaims({ htm: undefined })],
  ['another method', withClaims({ htm: 'POST' })],
  ['the method in small letters', withClaims({ htm: 'get' })],
  ['no htu', withClaims({ htu: undefined })],
  ['another path', withClaims({ htu: url.replace('items', 'orders') })],
  ['a slash more', withClaims({ htu: `${url}/` })],
  ['the path in capitals', withClaims({ htu: url.replace('items', 'ITEMS') })],
  ['a slash that is escaped', withClaims({ htu: url.replace('7/items', '7%2Fitems') })],
  ['another host', withClaims({ htu: url.replace('inventory', 'billing') })],
  ['plain http', withClaims({ htu: url.replace('https', 'http') })],
  ['another port', withClaims({ htu: url.replace('.com', '.com:8443') })],
  ['a password in the URL', withClaims({ htu: url.replace('//', '//ada:x@') })],
  ['the path alone', withClaims({ htu: new URL(url).pathname })],
  ['backslashes', withClaims({ htu: url.replaceAll('/', '\\') })],
  ['a line break in the URL', withClaims({ htu: `${url}\n` })],
  ['no iat', withClaims({ iat: undefined })],
  ['an iat as text', withClaims({ iat: String(nowSeconds) })],
  ['an iat of more than a minute ago', withClaims({ iat: nowSeconds - 61 })],
  ['an iat that is too far ahead', withClaims({ iat: nowSeconds + 61 })],
  ['an iat in milliseconds', withClaims({ iat: nowSeconds * 1000 })],
  ['an exp that has come', withClaims({ exp: nowSeconds })],
  ['an exp as text', withClaims({ exp: 'never' })],
  ['an nbf that is far away', withClaims({ nbf: nowSeconds + 61 })],
  ['no ath', withClaims({ ath: undefined })],
  ['the ath of another token', withClaims({ ath: sha256('another') })],
  ['the ath in hexadecimal', withClaims({ ath: 'ab'.repeat(32) })],
]

const accepted: Readonly<Record<string, readonly [proof: string, accessToken?: string]>> = {
  'with ES256': [good()],
  'with RS256': [...ownTokenAnd(rsa)],
  'with Ed25519': [...ownTokenAnd(ed)],
  'with Ed25519 by its older name': [...ownTokenAnd({ ...ed, alg: 'EdDSA' })],
  'with a typ in capitals': [withHeader({ typ: 'DPoP+JWT' })],
  'with a whole media type': [withHeader({ typ: 'application/dpop+jwt' })],
  'with members of its key that are not looked at': [
    withHeader({ jwk: { ...ec.jwk, alg: 'ES384', use: 'enc', kid: 'one' } }),
  ],
  'with a query': [withClaims({ htu: `${url}?page=2` })],
  'with a fragment': [withClaims({ htu: `${url}#top` })],
  'with the host in capitals': [withClaims({ htu: url.replace('https://inventory', 'HTTPS://INVENTORY') })],
  'with the port of its scheme': [withClaims({ htu: url.replace('.com', '.com:443') })],
  'with dots in the path': [withClaims({ htu: url.replace('/items', '/./x/../items') })],
  'with escapes that need not be': [withClaims({ htu: url.replace('items', '%69tems') })],
  'of a minute ago': [withClaims({ iat: nowSeconds - 60 })],
  'of a clock that is ahead': [withClaims({ iat: nowSeconds + 30 })],
  'with an exp to come, and more claims': [withClaims({ exp: nowSeconds + 1, nonce: 'any', more: {} })],
}

function ownTokenAnd(by: ReturnType<typeof makeProofKey>): readonly [string, string] {
  const text = tokenWith({ cnf: by.cnf })
  return [makeProof(by, { ...parts, accessToken: text }), text]
}

for (const [runtime, importKey] of Object.entries({
  'node:crypto': importKeyWith(nodeCrypto),
  WebCrypto: importKeyWithWebCrypto,
})) {
  suite(`with ${runtime}`, () => {
    for (const [wrong, proof, code = INVALID, text] of refused) {
      test(`a proof is refused that has ${wrong}`, async () => {
        await assert.rejects(setUp(importKey).send(proof, text), { name: 'VerifyError', code, status: 401 })
      })
    }
    for (const [how, [proof, text]] of Object.entries(accepted)) {
      test(`a proof is accepted ${how}`, async () => {
        const { claims } = await setUp(importKey).send(proof, text)
        assert.ok(claims.cnf)
      })
    }
  })
}

const { clock, verifier, send } = setUp(importKeyWith(nodeCrypto))

test('a token that is bound to a key is refused without the request it came with', async () => {
  await assert.rejects(verifier.verify(accessToken), { code: 'dpop_required', status: 401 })
  await send(good())
  // Also when it has been seen before.
  await assert.rejects(verifier.verify(accessToken), { code: 'dpop_required' })
  await assert.rejects(verifier.verify(accessToken, { rights: 'carried' }), { code: 'dpop_required' })
})

test('a token that is not bound to a key is refused with a proof: a bearer of it could have made one', async () => {
  const bare = tokenWith({})
  const proof = makeProof(ec, { ...parts, accessToken: bare })
  await assert.rejects(send(proof, bare), { code: 'dpop_not_bound', status: 401 })
  await verifier.verify(bare)
})

test('a proof lets one request in: of twenty at once, one', async () => {
  const proof = good()
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => send(proof)))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const answer of answers)
    if (answer.status === 'rejected') assert.equal(answer.reason.code, 'dpop_proof_reused')
})

test('a jti that was used counts for its key and whatever else is in the proof, not for other keys', async () => {
  await send(withClaims({ jti: 'mine' }))
  await assert.rejects(send(withClaims({ jti: 'mine', more: 1 })), { code: 'dpop_proof_reused' })
  const text = tokenWith({ cnf: stranger.cnf })
  await send(makeProof(stranger, { ...parts, accessToken: text }, { claims: { jti: 'mine' } }), text)
})

test('what is refused uses no jti up', async () => {
  const proof = withClaims({ jti: 'later', htm: 'POST' })
  await assert.rejects(send(proof), { code: INVALID })
  await send(proof, accessToken, 'POST')
})

test('a token that has expired is refused as that, whatever the proof is', async () => {
  const late = setUp(importKeyWith(nodeCrypto))
  late.clock.seconds = nowSeconds + 1800
  await assert.rejects(late.send('no proof'), { code: 'token_expired' })
  assert.equal(clock.seconds, nowSeconds)
})

test('a token that is bound and overflows is not sent to the issuer, who would refuse it without its key', async () => {
  const text = tokenWith({ cnf: ec.cnf, ovl: true, perms: [] })
  const proof = makeProof(ec, { ...parts, accessToken: text })
  await assert.rejects(send(proof, text), { code: 'rights_unavailable', status: 503 })
})

test('a proof that a library of others made is good', async () => {
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256')
  const jwk = await jose.exportJWK(publicKey)
  const text = tokenWith({ cnf: { jkt: await jose.calculateJwkThumbprint(jwk) } })
  const proof = await new jose.SignJWT({ htm: 'GET', htu: url, jti: 'one', ath: sha256(text) })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
    .setIssuedAt(nowSeconds)
    .sign(privateKey)
  await send(proof, text)
})

test('what is remembered of proofs has a bound, and is forgotten from the oldest on', () => {
  const proofs = createSeenProofs(1000)
  const before = heldMb()
  const idOf = (number: number) => String(number).padStart(22, 'x')
  for (let number = 0; number < 100_000; number++) assert.ok(proofs.isFirst(idOf(number)))
  assert.ok(!proofs.isFirst(idOf(99_999)) && !proofs.isFirst(idOf(99_600)))
  assert.ok(heldMb() - before < 2, String(heldMb() - before))
})
