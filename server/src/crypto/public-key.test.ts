/** Public keys of OAuth apps, by example: what is kept of them, and what is refused. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { suite, test } from 'node:test'
import { publicKeyOf } from '../domain/oauth/public-key.ts'
import { isUsablePublicKey } from './public-key.ts'

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const EC = ec.publicKey.export({ format: 'jwk' })
const ED = ed.publicKey.export({ format: 'jwk' })
/** Made up: only its length is looked at. */
const rsa = (bits: number) => ({ kty: 'RSA', e: 'AQAB', n: `w${'x'.repeat(Math.ceil(bits / 6) - 1)}` })

void suite('public keys of OAuth apps', () => {
  test('of a good key what a signature is checked with is kept, and its id', () => {
    const made = { kid: 'one', use: 'sig', key_ops: ['verify'], ext: true }
    for (const [jwk, alg] of [
      [EC, 'ES256'],
      [ED, 'EdDSA'],
      [ED, 'Ed25519'],
      [rsa(2048), 'RS256'],
      [rsa(4096), undefined],
    ] as const) {
      const { kid, ...parts } = { kid: 'one', ...jwk }
      assert.deepEqual(publicKeyOf({ ...jwk, ...made, ...(alg && { alg }) }), { key: { ...parts, kid } })
    }
  })

  test('a private key is refused with what to do now, and what is weak or cut off with the reason', () => {
    const of = (change: object, jwk: object = EC) => ({ ...jwk, ...change })
    const BAD: readonly (readonly [object, RegExp])[] = [
      [ec.privateKey.export({ format: 'jwk' }), /private key/],
      [ed.privateKey.export({ format: 'jwk' }), /private key/],
      [{ kty: 'oct', k: 'c2VjcmV0' }, /private key/],
      [of({ p: null }, rsa(2048)), /private key/],
      [{}, /RSA, EC or OKP/],
      [{ kty: 'oct' }, /RSA, EC or OKP/],
      [{ kty: 'constructor' }, /RSA, EC or OKP/],
      [{ kty: ['RSA'] }, /RSA, EC or OKP/],
      [rsa(1024), /at least 2048/],
      [rsa(2040), /at least 2048/],
      [rsa(8192), /at most 4096/],
      [of({ e: 'Aw' }, rsa(2048)), /65537/],
      [of({ n: `A${rsa(2048).n}` }, rsa(2048)), /cut off/],
      [of({ n: `${rsa(2048).n}=` }, rsa(2048)), /cut off/],
      [of({ n: undefined }, rsa(2048)), /lacks “n”/],
      [of({ crv: 'P-384' }), /P-256/],
      [of({ crv: 'secp256k1' }), /P-256/],
      [of({ crv: 'X25519' }, ED), /Ed25519/],
      [of({ x: String(EC.x).slice(1) }), /cut off/],
      [of({ y: undefined }), /lacks “y”/],
      [of({ use: 'enc' }), /encryption/],
      [of({ alg: 'HS256' }), /ES256/],
      [of({ alg: 'none' }), /ES256/],
      [of({ kid: 'has spaces' }), /key id/],
      [of({ kid: 7 }), /key id/],
    ]
    for (const [jwk, reason] of BAD) {
      const finding = publicKeyOf(jwk as Record<string, unknown>)
      assert.match('problem' in finding ? finding.problem : 'taken', reason, JSON.stringify(jwk))
    }
  })

  test('a point that is not on its curve is no key', () => {
    const keyOf = (jwk: object) => {
      const finding = publicKeyOf(jwk as Record<string, unknown>)
      return 'key' in finding ? finding.key : assert.fail(finding.problem)
    }
    assert.ok(isUsablePublicKey(keyOf(EC)) && isUsablePublicKey(keyOf(ED)))
    assert.ok(!isUsablePublicKey(keyOf({ ...EC, x: 'A'.repeat(43), y: 'A'.repeat(43) })))
  })
})
