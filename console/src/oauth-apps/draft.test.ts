/** From the form of an OAuth app to what the server takes. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  definitionOf,
  keysIn,
  linesOf,
  NEW_DRAFT,
  newAppOf,
  ofKind,
  problemsOf,
  TANZU_DRAFT,
} from './draft.ts'

suite('the form of an OAuth app', () => {
  test('addresses stand one a line, and empty lines are none', () => {
    assert.deepEqual(linesOf(' https://a.example/x \n\n https://b.example/\r\n'), [
      'https://a.example/x',
      'https://b.example/',
    ])
  })

  test('keys are pasted as one, as a list or as a set', () => {
    const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
    for (const pasted of [key, [key], { keys: [key] }])
      assert.deepEqual(keysIn(JSON.stringify(pasted)), [key])
    assert.deepEqual(keysIn('  '), [])
    for (const wrong of ['-----BEGIN PUBLIC KEY-----', '{}', '[1]', 'null', '{"keys":[{}]}'])
      assert.equal(keysIn(wrong), undefined, wrong)
  })

  test('what only people need is not sent for a machine', () => {
    const draft = {
      ...NEW_DRAFT,
      name: ' Night run ',
      redirectUris: 'https://a.example/',
      hasRefreshTokens: true,
    }
    const { name, redirectUris, hasRefreshTokens, scopes } = definitionOf(draft, [])
    assert.deepEqual([name, redirectUris, hasRefreshTokens, scopes.allRoles], ['Night run', [], false, true])
    const web = definitionOf({ ...draft, ...ofKind('web') }, [])
    assert.deepEqual([web.redirectUris, web.scopes.allRoles], [['https://a.example/'], false])
  })

  test('says what is missing beside the field', () => {
    assert.deepEqual(Object.keys(problemsOf(NEW_DRAFT)), ['name'])
    const named = { ...NEW_DRAFT, name: 'X' }
    assert.deepEqual(problemsOf(named), {})
    assert.deepEqual(Object.keys(problemsOf({ ...named, ...ofKind('web') })), ['redirectUris'])
    const keyed = { ...named, authentication: 'private_key_jwt', publicKeys: 'x' } as const
    assert.deepEqual(Object.keys(problemsOf(keyed)), ['publicKeys'])
    assert.deepEqual(Object.keys(problemsOf({ ...named, accessTokenSeconds: NaN })), ['accessTokenSeconds'])
    const idle = { ...named, hasRefreshTokens: true, refreshIdleDays: 91 }
    assert.deepEqual(Object.keys(problemsOf(idle)), ['refreshIdleDays'])
  })

  test('the Tanzu CLI is a public app with the id and the address that it knows', () => {
    const { id, kind, authentication, redirectUris, scopes } = newAppOf(
      TANZU_DRAFT,
      [],
      'tanzu-cli-client-id',
    )
    assert.deepEqual(
      [id, kind, authentication, redirectUris, scopes.openId, scopes.allRoles],
      ['tanzu-cli-client-id', 'native', 'none', ['http://127.0.0.1/callback'], true, true],
    )
  })
})
