/** Proofs that are right in all but one thing, each refused for that thing; and what clients may write differently. */
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import test from 'node:test'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { makeProof, makeProofKey, signProof, type ProofKey } from '../../testing/dpop-proofs.ts'
import { checkDpopProof, type DpopFault, type DpopRequest } from './dpop-proof.ts'

const nowSeconds = 1_800_000_000
const url = 'https://tokens.example.com/oauth2/token'
const accessToken = 'eyJ.an.access-token'
const request: DpopRequest = { method: 'POST', url, now: nowSeconds * 1000, accessToken }
const parts = { method: 'POST', url, nowSeconds, accessToken }

const ec = makeProofKey('ES256')
const rsa = makeProofKey('RS256')
const ed = makeProofKey('Ed25519')
const stranger = makeProofKey('ES256')
type Pair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
const keyOf = (alg: string, { privateKey, publicKey }: Pair): ProofKey => ({
  alg,
  privateKey,
  jwk: publicKey.export({ format: 'jwk' }),
})
const weak = keyOf('RS256', generateKeyPairSync('rsa', { modulusLength: 1024 }))
const p384 = keyOf('ES256', generateKeyPairSync('ec', { namedCurve: 'P-384' }))
const secp256k1 = keyOf('ES256', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }))

const withHeader = (header: object, key = ec) => makeProof(key, parts, { header })
const withClaims = (claims: object) => makeProof(ec, parts, { claims })
const good = makeProof(ec, parts)
const [headerPart = '', claimsPart = '', signaturePart = ''] = good.split('.')
const macOf = (secret: string) => {
  const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'HS256', jwk: ec.jwk }))
  const signed = `${header.toString('base64url')}.${claimsPart}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
const unsigned = `${Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: ec.jwk })).toString('base64url')}.${claimsPart}.`

const refused: readonly (readonly [wrong: string, proof: string, fault: DpopFault])[] = [
  ['nothing', '', 'malformed'],
  ['two proofs in one header', `${good}, ${good}`, 'malformed'],
  ['two parts', `${headerPart}.${claimsPart}`, 'malformed'],
  ['four parts', `${good}.AAAA`, 'malformed'],
  ['padding', `${good}=`, 'malformed'],
  ['a header that is no JSON', `AAAA.${claimsPart}.${signaturePart}`, 'malformed'],
  ['a header that is an array', signProof(ec, [], {}), 'malformed'],
  ['more than is read', withClaims({ more: 'x'.repeat(9000) }), 'malformed'],
  ['no signature', unsigned, 'malformed'],
  ['the alg none, with a signature', `${unsigned}AAAA`, 'algorithm'],
  ['no typ', withHeader({ typ: undefined }), 'type'],
  ['the typ of every JWT', withHeader({ typ: 'JWT' }), 'type'],
  ['the typ of an access token', withHeader({ typ: 'at+jwt' }), 'type'],
  ['a typ in an array', withHeader({ typ: ['dpop+jwt'] }), 'type'],
  ['a secret that anybody knows', macOf(JSON.stringify(ec.jwk)), 'algorithm'],
  ['an alg that is not offered', withHeader({ alg: 'ES384' }), 'algorithm'],
  ['no alg', withHeader({ alg: undefined }), 'algorithm'],
  ['the alg of another key', withHeader({ alg: 'RS256' }), 'key'],
  ['an address for its keys', withHeader({ jku: 'https://stranger.example/keys' }), 'header'],
  ['a certificate', withHeader({ x5c: ['AAAA'] }), 'header'],
  ['an extension that is critical', withHeader({ crit: ['exp'], exp: nowSeconds + 60 }), 'header'],
  ['a payload that is not encoded', withHeader({ b64: false }), 'header'],
  ['no key', withHeader({ jwk: undefined }), 'key'],
  ['a kid alone', withHeader({ jwk: undefined, kid: 'one' }), 'key'],
  ['a key as text', withHeader({ jwk: JSON.stringify(ec.jwk) }), 'key'],
  ['its private key', withHeader({ jwk: ec.privateKey.export({ format: 'jwk' }) }), 'key'],
  ['a private RSA key', withHeader({ jwk: rsa.privateKey.export({ format: 'jwk' }) }, rsa), 'key'],
  ['an empty private member', withHeader({ jwk: { ...ec.jwk, d: null } }), 'key'],
  ['a secret key', withHeader({ jwk: { kty: 'oct', k: 'c2VjcmV0' } }), 'key'],
  ['a key of 1024 bits', makeProof(weak, parts), 'key'],
  ['a curve that is not P-256', makeProof(p384, parts), 'key'],
  ['secp256k1', makeProof(secp256k1, parts), 'key'],
  ['a coordinate in another spelling', withHeader({ jwk: { ...ec.jwk, x: 'A' } }), 'key'],
  ['a point that is not on the curve', withHeader({ jwk: { ...ec.jwk, y: 'A'.repeat(43) } }), 'signature'],
  ["somebody else's key", withHeader({ jwk: stranger.jwk }), 'signature'],
  ['claims changed since', good.replace(claimsPart, withClaims({}).split('.')[1]!), 'signature'],
  ['a signature cut short', good.slice(0, -4), 'signature'],
  ['claims that are no object', signProof(ec, { typ: 'dpop+jwt', alg: 'ES256', jwk: ec.jwk }, []), 'claims'],
  ['no jti', withClaims({ jti: undefined }), 'claims'],
  ['an empty jti', withClaims({ jti: '' }), 'claims'],
  ['a jti that is a number', withClaims({ jti: 1 }), 'claims'],
  ['a jti without end', withClaims({ jti: 'x'.repeat(257) }), 'claims'],
  ['no htm', withClaims({ htm: undefined }), 'claims'],
  ['no htu', withClaims({ htu: undefined }), 'claims'],
  ['no iat', withClaims({ iat: undefined }), 'claims'],
  ['an iat as text', withClaims({ iat: String(nowSeconds) }), 'claims'],
  ['an exp as text', withClaims({ exp: 'never' }), 'claims'],
  ['another method', withClaims({ htm: 'GET' }), 'method'],
  ['the method in small letters', withClaims({ htm: 'post' }), 'method'],
  ['another path', withClaims({ htu: 'https://tokens.example.com/oauth2/par' }), 'url'],
  ['a slash more', withClaims({ htu: `${url}/` }), 'url'],
  ['the path in capitals', withClaims({ htu: 'https://tokens.example.com/OAUTH2/token' }), 'url'],
  ['a slash that is escaped', withClaims({ htu: 'https://tokens.example.com/oauth2%2Ftoken' }), 'url'],
  ['another host', withClaims({ htu: 'https://stranger.example/oauth2/token' }), 'url'],
  ['plain http', withClaims({ htu: url.replace('https', 'http') }), 'url'],
  ['another port', withClaims({ htu: 'https://tokens.example.com:8443/oauth2/token' }), 'url'],
  ['a password in the URL', withClaims({ htu: url.replace('//', '//ada:x@') }), 'url'],
  ['the path alone', withClaims({ htu: '/oauth2/token' }), 'url'],
  ['backslashes', withClaims({ htu: url.replaceAll('/', '\\') }), 'url'],
  ['a line break in the URL', withClaims({ htu: `${url}\n` }), 'url'],
  ['an htu that is empty', withClaims({ htu: '' }), 'url'],
  ['an iat of a minute ago and more', withClaims({ iat: nowSeconds - 61 }), 'time'],
  ['an iat that is too far ahead', withClaims({ iat: nowSeconds + 61 }), 'time'],
  ['an iat in milliseconds', withClaims({ iat: nowSeconds * 1000 }), 'time'],
  ['an exp that has come', withClaims({ exp: nowSeconds }), 'time'],
  ['an nbf that is far away', withClaims({ nbf: nowSeconds + 61 }), 'time'],
  ['no ath', withClaims({ ath: undefined }), 'accessToken'],
  ['the ath of another token', withClaims({ ath: 'x'.repeat(43) }), 'accessToken'],
  ['the ath in hexadecimal', withClaims({ ath: 'ab'.repeat(32) }), 'accessToken'],
]

for (const [wrong, proof, fault] of refused) {
  test(`a proof is refused that has ${wrong}`, async () => {
    assert.deepEqual(await checkDpopProof(proof, request), { fault })
  })
}

const accepted: Readonly<Record<string, string>> = {
  'signed with ES256': good,
  'signed with RS256': makeProof(rsa, parts),
  'signed with Ed25519': makeProof(ed, parts),
  'signed with Ed25519 by its older name': makeProof({ ...ed, alg: 'EdDSA' }, parts),
  'with a typ in capitals': withHeader({ typ: 'DPoP+JWT' }),
  'with a whole media type': withHeader({ typ: 'application/dpop+jwt' }),
  'with members beside its key that are not looked at': withHeader({
    jwk: { ...ec.jwk, alg: 'ES256', use: 'sig', kid: 'one' },
  }),
  'with a query': withClaims({ htu: `${url}?orgId=1` }),
  'with a fragment': withClaims({ htu: `${url}#top` }),
  'with the host in capitals': withClaims({ htu: 'HTTPS://TOKENS.example.com/oauth2/token' }),
  'with the port of its scheme': withClaims({ htu: 'https://tokens.example.com:443/oauth2/token' }),
  'with dots in the path': withClaims({ htu: 'https://tokens.example.com/./a/../oauth2/token' }),
  'with escapes that need not be': withClaims({ htu: 'https://tokens.example.com/oauth2/%74oken' }),
  'of a clock that is ten seconds ahead': withClaims({ iat: nowSeconds + 10 }),
  'of a minute ago': withClaims({ iat: nowSeconds - 60 }),
  'with a part of a second': withClaims({ iat: nowSeconds - 0.4567 }),
  'with an exp to come, and more claims': withClaims({ exp: nowSeconds + 1, nonce: 'any', more: {} }),
}

for (const [how, proof] of Object.entries(accepted)) {
  test(`a proof is accepted ${how}`, async () => {
    const checked = await checkDpopProof(proof, request)
    assert.ok('thumbprint' in checked, JSON.stringify(checked))
    assert.match(checked.thumbprint, /^[\w-]{43}$/)
    assert.match(checked.idHash, /^[\w-]{43}$/)
    assert.ok(Number.isInteger(checked.expiresAt))
  })
}

test('at the token endpoint, where no access token is sent, an ath is not asked for', async () => {
  const proof = makeProof(ec, { method: 'POST', url, nowSeconds })
  assert.ok('thumbprint' in (await checkDpopProof(proof, { method: 'POST', url, now: nowSeconds * 1000 })))
})

test('the URL of the request is normalised as that of the proof is', async () => {
  const proof = makeProof(ec, { ...parts, url: 'https://tokens.example.com/a%2fb/%7Eme' })
  const asked = 'https://TOKENS.example.com:443/a%2Fb/~me?all=1'
  assert.ok('thumbprint' in (await checkDpopProof(proof, { ...request, url: asked })))
})

test('it is remembered by its key and jti, until its time alone refuses it', async () => {
  const at = (proof: string, now = request.now) => checkDpopProof(proof, { ...request, now })
  const one = await at(makeProof(ec, parts, { claims: { jti: 'same' } }))
  const again = await at(makeProof(ec, parts, { claims: { jti: 'same', more: 1 } }))
  const others = await at(makeProof(stranger, parts, { claims: { jti: 'same' } }))
  assert.ok('idHash' in one && 'idHash' in again && 'idHash' in others)
  assert.equal(one.idHash, again.idHash)
  assert.notEqual(one.idHash, others.idHash)

  const late = makeProof(ec, parts, { claims: { iat: nowSeconds - 30 } })
  const checked = await at(late)
  assert.ok('expiresAt' in checked)
  assert.ok('idHash' in (await at(late, checked.expiresAt - 1)))
  assert.deepEqual(await at(late, checked.expiresAt), { fault: 'time' })
})

test('its thumbprint and its signature are what a library of others makes', async () => {
  for (const alg of ['ES256', 'RS256', 'Ed25519', 'EdDSA']) {
    const { privateKey, publicKey } = await generateKeyPair(alg)
    const jwk = await exportJWK(publicKey)
    const proof = await new SignJWT({ htm: 'POST', htu: url, jti: 'one' })
      .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk })
      .setIssuedAt(nowSeconds)
      .sign(privateKey)
    const checked = await checkDpopProof(proof, { method: 'POST', url, now: nowSeconds * 1000 })
    assert.ok('thumbprint' in checked, alg)
    assert.equal(checked.thumbprint, await calculateJwkThumbprint(jwk))
  }
})
