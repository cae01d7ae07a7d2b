/** Every forged token is refused, with its own code, by both ways of checking signatures. */
import assert from 'node:assert/strict'
import * as nodeCrypto from 'node:crypto'
import test, { suite } from 'node:test'
import { verifyErrors, type VerifyErrorCode } from './errors.ts'
import { makeProof, makeProofKey } from './forge-proof.ts'
import { CALLERS } from './forge-token.ts'
import { REVOKED_API_TOKEN, type Scene, setScene } from './forged-scene.ts'
import { forgeTokens } from './forged-tokens.ts'
import { importKeyWith, importKeyWithWebCrypto } from './signature.ts'
import type { ImportKey } from './verification-key.ts'
import { assembleVerifier, createVerifier } from './verifier.ts'

/** By the type that the installation's access tokens have. */
const scenes = [setScene('at+jwt'), setScene('JWT')].map((scene) => ({
  scene,
  forgeries: forgeTokens(scene),
}))

const runtimes: Record<string, ImportKey> = {
  'node:crypto': importKeyWith(nodeCrypto),
  WebCrypto: importKeyWithWebCrypto,
}

const verifierOf = (scene: Scene, importKey: ImportKey) =>
  assembleVerifier(
    {
      issuer: scene.issuer,
      audience: scene.service,
      accessTokenType: scene.type,
      now: () => scene.nowSeconds * 1000,
      fetch: async () => Response.json({ keys: scene.published }),
      isRevoked: (token) => token.clientId === REVOKED_API_TOKEN,
    },
    importKey,
  )

for (const { scene, forgeries } of scenes) {
  for (const [runtime, importKey] of Object.entries(runtimes)) {
    const verifier = verifierOf(scene, importKey)

    suite(`of the type ${scene.type}, with ${runtime}`, () => {
      for (const key of [scene.rsa, scene.ec, scene.ed]) {
        test(`a genuine token is accepted: ${key.alg}`, async () => {
          const token = await verifier.verify(scene.genuine(key))
          assert.equal(token.hasPermission('inventory:item.read'), true)
        })
      }
      for (const [wrong, token, code] of forgeries) {
        test(`a forged token is refused: ${wrong}`, async () => {
          await assert.rejects(verifier.verify(token), { name: 'VerifyError', code })
        })
      }
    })
  }

  test(`the corpus of the type ${scene.type} is as large as it should be, and no forgery is in it twice`, () => {
    assert.ok(forgeries.length >= 280, `only ${forgeries.length} forgeries`)
    assert.equal(new Set(forgeries.map(([wrong]) => wrong)).size, forgeries.length)
    assert.equal(new Set(forgeries.map(([, token]) => token)).size, forgeries.length)
  })

  test(`the corpus of the type ${scene.type} provokes every code that a token by itself can be refused with`, () => {
    const fromElsewhere = [
      'token_missing',
      'token_ambiguous',
      'role_missing',
      'permission_missing',
      'organization_mismatch',
      'keys_unavailable',
      'rights_unavailable',
      'revocation_unavailable',
      ...Object.keys(verifyErrors).filter((code) => code.startsWith('dpop_')),
    ]
    const expected = Object.keys(verifyErrors).filter((code) => !fromElsewhere.includes(code))
    assert.deepEqual(new Set<string>(forgeries.map(([, , code]): VerifyErrorCode => code)), new Set(expected))
  })
}

test('where access tokens are of the type JWT, those made before with a type of their own are still good', async () => {
  const [own, every] = scenes.map(({ scene }) => scene) as [Scene, Scene]
  const verifier = createVerifier({
    issuer: own.issuer,
    audience: own.service,
    accessTokenType: every.type,
    now: () => own.nowSeconds * 1000,
    fetch: async () => Response.json({ keys: own.published }),
  })
  assert.ok(await verifier.verify(own.genuine(own.rsa)))
})

const proofKey = makeProofKey()
const url = 'https://inventory.example.com/items'

for (const [who, kind, caller] of [
  ['a person through an app', 'app', CALLERS.app],
  ['a machine', 'machine', CALLERS.machine],
  ['a machine whose tokens are bound to a key', 'machine', { ...CALLERS.machine, cnf: proofKey.cnf }],
] as const) {
  for (const type of ['at+jwt', 'JWT'] as const) {
    test(`no forged token of the type ${type} is taken for one of ${who}`, async () => {
      const scene = setScene(type, caller)
      const verifier = verifierOf(scene, runtimes['node:crypto']!)
      /** With a proof that is good for whatever token it is. */
      const send = (accessToken: string) => {
        if (!('cnf' in caller)) return verifier.verify(accessToken)
        const request = { method: 'GET', url, nowSeconds: scene.nowSeconds, accessToken: String(accessToken) }
        return verifier.verify(accessToken, { dpop: { ...request, proof: makeProof(proofKey, request) } })
      }
      assert.equal((await send(scene.genuine(scene.rsa))).kind, kind)
      const forgeries = forgeTokens(scene)
      for (const [wrong, token, code] of forgeries)
        await assert.rejects(send(token), { name: 'VerifyError', code }, wrong)
      assert.ok(forgeries.length >= 300, String(forgeries.length))
    })
  }
}
