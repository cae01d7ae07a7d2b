/** What can't be right is said at start: later it would be a 401 for everybody. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { createVerifier, type VerifierOptions } from './index.ts'

const GOOD: VerifierOptions = { issuer: 'https://tokens.example.com', audience: 'inventory' }

const WRONG: readonly (readonly [what: string, options: object, says: RegExp])[] = [
  ['a final slash', { issuer: 'https://tokens.example.com/' }, /"https:\/\/tokens\.example\.com"/],
  ['a final slash of a path', { issuer: 'https://example.com/tokens/' }, /"https:\/\/example\.com\/tokens"/],
  ['capitals in the host', { issuer: 'https://Tokens.example.com' }, /written/],
  ['the port that is usual', { issuer: 'https://tokens.example.com:443' }, /written/],
  ['a question mark', { issuer: 'https://tokens.example.com?' }, /before any \?/],
  ['a query', { issuer: 'https://tokens.example.com?a=b' }, /before any \?/],
  ['a fragment', { issuer: 'https://tokens.example.com#' }, /before any \?/],
  ['a blank before', { issuer: ' https://tokens.example.com' }, /written/],
  ['a blank behind', { issuer: 'https://tokens.example.com ' }, /written/],
  ['a user', { issuer: 'https://me@tokens.example.com' }, /user/],
  ['no scheme', { issuer: 'tokens.example.com' }, /whole http/],
  ['another scheme', { issuer: 'ftp://tokens.example.com' }, /whole http/],
  ['an empty audience', { audience: '' }, /audience/],
  ['no audience', { audience: [] }, /audience/],
  ['a blank audience', { audience: ' ' }, /audience/],
  ['an audience with a blank', { audience: 'inventory ' }, /audience/],
  ['the audience of nobody', { audience: 'https://tokens.example.com/none' }, /audience/],
  ['a number as text', { clockToleranceSeconds: '5' }, /clockToleranceSeconds/],
  ['no number', { keysMaxAgeSeconds: Number.NaN }, /keysMaxAgeSeconds/],
  ['less than nothing', { rememberedTokens: -1 }, /rememberedTokens/],
  ['another type of token', { accessTokenType: 'at' }, /accessTokenType/],
  ['a text in place of no', { dangerouslyFetchKeysOverPlainHttp: 'false' }, /true or false/],
  ['a number for an audience', { audience: 5 }, /audience/],
  ['a user in the key address', { jwksUri: 'https://me@tokens.example.com/keys' }, /jwksUri/],
  ['a clock that is none', { now: 5 }, /now must be a function/],
  ['a misspelt option', { clockTolerance: 5 }, /clockTolerance is no option/],
]
for (const [what, options, says] of WRONG) {
  test(`${what} is a TypeError at start that says so`, () => {
    assert.throws(
      () => createVerifier({ ...GOOD, ...options }),
      (error) => {
        assert.ok(error instanceof TypeError)
        assert.match(error.message, says)
        return true
      },
    )
  })
}

test('what an installation can be called is taken', () => {
  for (const issuer of [
    'https://tokens.example.com',
    'https://tokens.example.com:8443',
    'https://example.com/tokens',
    'http://127.0.0.1:8080',
    'http://localhost:8080',
    'http://[::1]:8080',
  ]) {
    assert.ok(createVerifier({ ...GOOD, issuer }))
  }
})
