/** Forgeries in the claims, all signed by the issuer's own key: who made it, for whom, until when, in what form. */
import { signToken } from './forge-token.ts'
import { type Forgery, REVOKED_API_TOKEN, type Scene } from './forged-scene.ts'

export function forgeClaims(scene: Scene): Forgery[] {
  return [
    ...forgeIssuers(scene),
    ...forgeAudiences(scene),
    ...forgeTimes(scene),
    ...forgeForms(scene),
    ...forgeCallers(scene),
  ]
}

function forgeIssuers({ issuer, withClaims }: Scene): Forgery[] {
  const others = {
    'with a slash at the end': `${issuer}/`,
    'in capitals': issuer.toUpperCase(),
    'with the host in capitals': issuer.replace('example', 'EXAMPLE'),
    'over http': issuer.replace('https', 'http'),
    'with its port': `${issuer}:443`,
    'on a subdomain': issuer.replace('tokens', 'a.tokens'),
    'as a prefix': `${issuer}.stranger.example`,
    'cut short': issuer.slice(0, -1),
    'with credentials': issuer.replace('//', '//ada@'),
    'with a space after': `${issuer} `,
    'of another letter that looks alike': issuer.replace('e', '\u0435'),
    'of somebody else': 'https://stranger.example',
  }
  return [
    ...Object.entries(others).map(([what, iss]): Forgery => [
      `issuer ${what}`,
      withClaims({ iss }),
      'issuer_mismatch',
    ]),
    ['issuer in an array', withClaims({ iss: [issuer] }), 'claim_invalid'],
    ['issuer missing', withClaims({ iss: undefined }), 'claim_invalid'],
    ['issuer null', withClaims({ iss: null }), 'claim_invalid'],
  ]
}

function forgeAudiences({ service, withClaims }: Scene): Forgery[] {
  const others = {
    'another service': '00000000-58a5-4c34-9f4e-6d0f6f0f2b11',
    'another service in an array': ['00000000-58a5-4c34-9f4e-6d0f6f0f2b11'],
    'an empty array': [],
    'a part of the id': service.slice(0, -1),
    'the id and more': `${service}0`,
    'the id in capitals': service.toUpperCase(),
    'the id in a list with commas': `other,${service}`,
    'the id in a list with spaces': `other ${service}`,
    'the id with a space after': [`${service} `],
    'a star': '*',
  }
  const misshapen = {
    missing: undefined,
    null: null,
    'an empty text': '',
    'a number': 7,
    true: true,
    'an object': { 0: service },
    'an object with includes': { includes: true, length: 1 },
    'an array in an array': [[service]],
    'an array with null': [null, service],
  }
  return [
    ...Object.entries(others).map(([what, aud]): Forgery => [
      `audience ${what}`,
      withClaims({ aud }),
      'audience_mismatch',
    ]),
    ...Object.entries(misshapen).map(([what, aud]): Forgery => [
      `audience ${what}`,
      withClaims({ aud }),
      'claim_invalid',
    ]),
    ['audience only in azp', withClaims({ aud: ['other'], azp: service }), 'audience_mismatch'],
  ]
}

function forgeTimes({ nowSeconds, withClaims, withClaimText }: Scene): Forgery[] {
  return [
    ['expired this moment', withClaims({ exp: nowSeconds }), 'token_expired'],
    ['expired half a second ago', withClaims({ exp: nowSeconds - 0.5 }), 'token_expired'],
    ['expired in 1970', withClaims({ exp: 0 }), 'token_expired'],
    ['exp negative', withClaims({ exp: -1 }), 'token_expired'],
    ['exp in milliseconds taken for past seconds', withClaims({ exp: nowSeconds / 1000 }), 'token_expired'],
    ['exp beyond every number', withClaimText(/"exp":\d+/, '"exp":1e400'), 'claim_invalid'],
    ['exp below every number', withClaimText(/"exp":\d+/, '"exp":-1e400'), 'claim_invalid'],
    ['exp missing', withClaims({ exp: undefined }), 'claim_invalid'],
    ['exp null', withClaims({ exp: null }), 'claim_invalid'],
    ['exp as text', withClaims({ exp: String(nowSeconds + 60) }), 'claim_invalid'],
    ['exp true', withClaims({ exp: true }), 'claim_invalid'],
    ['exp in an array', withClaims({ exp: [nowSeconds + 60] }), 'claim_invalid'],
    ['exp in an object', withClaims({ exp: { valueOf: nowSeconds + 60 } }), 'claim_invalid'],
    ['not valid before a minute from now', withClaims({ nbf: nowSeconds + 60 }), 'token_not_yet_valid'],
    [
      'not valid before just beyond the tolerance',
      withClaims({ nbf: nowSeconds + 5.1 }),
      'token_not_yet_valid',
    ],
    ['nbf as text', withClaims({ nbf: String(nowSeconds) }), 'claim_invalid'],
    ['nbf null', withClaims({ nbf: null }), 'claim_invalid'],
    ['nbf beyond every number', withClaimText(/"nbf":\d+/, '"nbf":1e400'), 'claim_invalid'],
    ['issued a minute from now', withClaims({ iat: nowSeconds + 60 }), 'token_not_yet_valid'],
    [
      'issued a minute from now, without nbf',
      withClaims({ iat: nowSeconds + 60, nbf: undefined }),
      'token_not_yet_valid',
    ],
    ['iat missing', withClaims({ iat: undefined }), 'claim_invalid'],
    ['iat as text', withClaims({ iat: String(nowSeconds) }), 'claim_invalid'],
  ]
}

function forgeForms({ type, rsa, claims, header, withClaims }: Scene): Forgery[] {
  // With the type of every JWT, what has not these claims is no access token at all.
  const unlike = type === 'JWT' ? 'type_mismatch' : 'claim_invalid'
  const { sub, client_id, grant_id } = claims() as Readonly<Record<string, unknown>>
  const unlikeWithGrant = grant_id === undefined ? unlike : 'claim_invalid'
  const revoked = { client_id: REVOKED_API_TOKEN, ...(sub === client_id && { sub: REVOKED_API_TOKEN }) }
  const wrong: [string, object][] = [
    ['no sub', { sub: undefined }],
    ['sub empty', { sub: '' }],
    ['sub a number', { sub: 1 }],
    ['no jti', { jti: undefined }],
    ['jti null', { jti: null }],
    ['no organization', { context_name: undefined }],
    ['organization a number', { context_name: 1 }],
    ['organization empty', { context_name: '' }],
    ['organization null', { context_name: null }],
    ['several organizations', { context_name: ['7f1c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11'] }],
    ['organization an object', { context_name: { toString: 'any' } }],
    ['no perms', { perms: undefined }],
    ['perms as text', { perms: 'csp:org_owner' }],
    ['perms as an object', { perms: { 0: 'csp:org_owner', length: 1 } }],
    ['perms with a number', { perms: ['csp:org_member', 1] }],
    ['perms in an array', { perms: [['csp:org_owner']] }],
    ['username an object', { username: {} }],
  ]
  return [
    ...wrong.map(([what, overrides]): Forgery => [what, withClaims(overrides), 'claim_invalid']),
    ['no client_id', withClaims({ client_id: undefined }), unlike],
    ['client_id empty', withClaims({ client_id: '' }), unlike],
    ['client_id in an array', withClaims({ client_id: ['a1B2c3D4e5F6'] }), unlike],
    ['value_id a number', withClaims({ value_id: 5 }), unlikeWithGrant],
    ['value_id null', withClaims({ value_id: null }), unlikeWithGrant],
    ['no claims at all', signToken(rsa, header(), {}), unlike],
    [
      'all claims inside __proto__',
      signToken(rsa, header(), `{"__proto__":${JSON.stringify(claims())}}`),
      unlike,
    ],
    ['all claims one level too deep', signToken(rsa, header(), { claims: claims() }), unlike],
    ['from a revoked API token', withClaims(revoked), 'token_revoked'],
  ]
}

/** Tokens that could be taken for a person's and for a machine's, or for nobody's; and keys that nothing here can check. */
function forgeCallers({ withClaims }: Scene): Forgery[] {
  const person = {
    ...{
      sub: 'local:5f0c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11',
      client_id: 'a1B2c3D4e5F6',
      value_id: 'z9Y8x7W6v5U4',
    },
    ...{ username: 'ada@example.com', acct: undefined, domain: undefined, grant_id: undefined },
  }
  const machine = { ...person, ...{ sub: 'app-1', client_id: 'app-1', username: undefined } }
  const jkt = 'x'.repeat(43)
  const wrong: [string, object][] = [
    ['a machine with a username', { ...machine, username: 'ada@example.com' }],
    ['a machine with an account', { ...machine, acct: 'ada@local' }],
    ['a machine with a domain', { ...machine, domain: 'local' }],
    ['a machine with the grant of a person', { ...machine, grant_id: 'Gr4ntId00001' }],
    ['a machine with the id of a person', { ...machine, sub: person.sub, client_id: person.sub }],
    ['a machine that stands for another', { ...machine, client_id: 'app-2' }],
    ['a person without a username', { ...person, username: undefined }],
    ['a person with an empty username', { ...person, username: '' }],
    ['a person without a domain in their id', { ...person, sub: 'ada' }],
    ['a person by a client with the id of another', { ...person, client_id: 'local:someone' }],
    ['a person by an API token and an app at once', { ...person, grant_id: 'Gr4ntId00001' }],
    ['a grant without an id', { ...person, grant_id: '' }],
    ['a grant that is null', { ...person, grant_id: null }],
    ['a grant that is a number', { ...person, grant_id: 1 }],
    ['a key that is null', { cnf: null }],
    ['a key as text', { cnf: jkt }],
    ['a key that is none', { cnf: {} }],
    ['a thumbprint cut short', { cnf: { jkt: jkt.slice(1) } }],
    ['a thumbprint that is a number', { cnf: { jkt: 1 } }],
    ['the thumbprint of a certificate', { cnf: { 'x5t#S256': jkt } }],
    ['a thumbprint and a certificate', { cnf: { jkt, 'x5t#S256': jkt } }],
    ['a whole key', { cnf: { jwk: { kty: 'oct', k: 'AAAA' } } }],
  ]
  return wrong.map(([what, overrides]): Forgery => [what, withClaims(overrides), 'claim_invalid'])
}
