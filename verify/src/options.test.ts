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
  [
    'a length that is no whole number',
    { maxTokenLength: 1.5 },
    /maxTokenLength must be a whole number from 256/,
  ],
  ['a length that no token has', { maxTokenLength: 100 }, /maxTokenLength must be a whole number from 256/],
  ['a length without end', { maxTokenLength: Infinity }, /maxTokenLength/],
  ['a length as text', { maxTokenLength: '16384' }, /maxTokenLength/],
  ['half a token', { rememberedTokens: 0.5 }, /rememberedTokens must be a whole number/],
  ['null for a number', { keysTimeoutSeconds: null }, /keysTimeoutSeconds/],
  ['null for a length', { maxTokenLength: null }, /maxTokenLength/],
  ['null for the key address', { jwksUri: null }, /jwksUri must be a whole http or https URL/],
  ['null for a function', { isRevoked: null }, /isRevoked must be a function/],
  ['a function that answers later', { isRevoked: async () => false }, /isRevoked must answer at once/],
  ['a clock that answers later', { now: async () => 0 }, /now must answer at once/],
  ['no issuer', { issuer: undefined }, /issuer must be a whole http or https URL, such as/],
  ['an issuer that is no text', { issuer: 5 }, /issuer must be a whole/],
  ['an audience that is left out', { audience: undefined }, /audience must be the id of this service/],
  ['a way to treat overflow that is none', { overflow: 'ignore' }, /overflow must be "fetch" or "refuse"/],
  ['yes to overflow', { overflow: true }, /overflow must be "fetch" or "refuse"/],
  [
    'tokens that would go over plain HTTP',
    { issuer: 'http://tokens.example.com', jwksUri: 'https://tokens.example.com/keys' },
    /issuer must be https for overflow: "fetch"/,
  ],
  ['an organization from a variable that is not set', { organization: undefined }, /organization must be/],
  ['an empty organization', { organization: '' }, /organization must be the id of one organization/],
  ['an organization with a blank', { organization: ' a' }, /organization must be/],
  ['any organization', { organization: 'any' }, /organization must be the id of one organization/],
  ['several organizations', { organization: ['a', 'b'] }, /organization must be/],
  ['an organization by a function', { organization: () => 'a' }, /organization must be/],
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

test('no options at all is a TypeError that says which are needed', () => {
  for (const options of [undefined, null, 'https://tokens.example.com', ['https://tokens.example.com'], 5]) {
    assert.throws(() => createVerifier(options as never), {
      name: 'TypeError',
      message: /^A verifier needs options: \{ issuer, audience \}/,
    })
  }
})

test('every refusal is one sentence that says what to give', () => {
  for (const [what, options] of WRONG) {
    assert.throws(
      () => createVerifier({ ...GOOD, ...options }),
      ({ message }: Error) => {
        assert.match(message, /^[a-zA-Z]+ (must|is no option)/, what)
        assert.doesNotMatch(message, /undefined|\n/)
        return true
      },
    )
  }
})

test('an option that is undefined is one that is left out', () => {
  const left = Object.fromEntries(
    ['jwksUri', 'overflow', 'maxTokenLength', 'now', 'fetch', 'isRevoked'].map((name) => [name, undefined]),
  )
  assert.ok(createVerifier({ ...GOOD, ...left }))
})

test('an issuer over plain HTTP is taken where tokens are not sent to it', () => {
  const keys = 'https://tokens.example.com/keys'
  assert.ok(createVerifier({ ...GOOD, issuer: 'http://countersign:8080', jwksUri: keys, overflow: 'refuse' }))
})
