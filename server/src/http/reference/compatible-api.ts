/** The exchange, the keys and discovery in the reference: what scripts and services call, which our own table does not hold. */
import { COMPATIBLE_BASE, discoveryDocument } from '../well-known.ts'
import type { Call, Group } from './article.ts'
import { jsonText } from './example.ts'
import { answers, call, members } from './told-calls.ts'

type Settings = { readonly publicUrl: string }

export const compatibleGroups = (settings: Settings): readonly Group[] => [
  { id: 'exchange', title: 'Exchange', calls: [exchange(settings), details(settings)] },
  { id: 'keys-and-discovery', title: 'Keys and discovery', calls: [keys(settings), discovery(settings)] },
]

function exchange({ publicUrl }: Settings): Call {
  return call({
    summary: 'Exchange an API token for an access token',
    method: 'POST',
    path: `${COMPATIBLE_BASE}/auth/api-tokens/authorize`,
    note: 'Needs no credential but the API token. Cheap, and safe to repeat.',
    parts: [
      [
        'Form or JSON',
        members([
          ['refresh_token', 'string', 'The API token, 65 characters; api_token is the same'],
          ['scope?', 'string', 'Names of roles and permissions, space-separated. Can only narrow'],
          [
            'allowed_resource_scope?',
            'string',
            'The same with resources, as JSON in the shape of allowedScopes. Can only narrow',
          ],
        ]),
      ],
      [
        'Answer 200',
        members([
          ['access_token', 'string', 'A JWT; services check it offline'],
          ['token_type', '"bearer"', ''],
          ['expires_in', 'integer', 'Seconds: keep the access token and use it until shortly before'],
          ['scope', 'string', 'What it is worth now; empty when that is nothing'],
          ['refresh_token', 'string', 'The same API token: an exchange does not replace it'],
          ['id_token?', 'string', 'When OpenID was ticked'],
        ]),
      ],
      [
        'Other answers',
        answers([
          [
            '400',
            '<code>invalid_grant</code>: unknown, mistyped, expired, revoked or deactivated. Do not repeat it; generate or regenerate the API token',
          ],
          [
            '400',
            '<code>invalid_request</code>, <code>invalid_scope</code>: the message says what is wrong with the request',
          ],
          ['429, 503', 'Wait for <code>Retry-After</code> seconds, then repeat'],
        ]),
      ],
    ],
    examples: [
      {
        title: 'From a file that only you can read, so that the value is in no command line',
        text: `curl -s ${publicUrl}${COMPATIBLE_BASE}/auth/api-tokens/authorize --data-urlencode refresh_token@token-file`,
      },
      {
        title: 'Answer 200',
        text: jsonText({
          access_token: 'eyJhbGciOiJSUzI1NiIsImtpZCI6…',
          token_type: 'bearer',
          expires_in: 1799,
          scope: 'inventory:viewer',
          refresh_token: 'csnt…',
        }),
      },
      {
        title: 'Answer 400',
        text: jsonText({
          statusCode: 400,
          moduleCode: 340,
          cspErrorCode: '540.120-340.800',
          message: 'invalid_grant: Invalid refresh token: xxxx...3fK9a',
          traceId: '0b6f3f0c-2d7e-4d3a-9a0e-5b1f6f0e7c11',
          requestId: '0b6f3f0c-2d7e-4d3a-9a0e-5b1f6f0e7c11',
          metadata: null,
          error: 'invalid_grant',
          error_description: 'Invalid refresh token: xxxx...3fK9a',
        }),
      },
    ],
  })
}

function details({ publicUrl }: Settings): Call {
  return call({
    summary: 'What an API token is, for whoever holds it',
    method: 'POST',
    path: `${COMPATIBLE_BASE}/auth/api-tokens/details`,
    note: 'Needs no credential but the API token.',
    parts: [
      ['JSON', members([['tokenValue', 'string', 'The API token']])],
      [
        'Answer 200',
        members([
          ['tokenId, tokenName, orgId', 'string', ''],
          ['userId, username, acct, firstName, lastName, domain, idpId', 'string', 'Its owner'],
          ['createdAt, lastUsedAt?, expiresAt?', 'integer', 'Milliseconds since 1970; left out when never'],
          ['deactivated', 'boolean', ''],
          ['scope', 'string[]', 'What it is worth now'],
          ['allowedScopes', 'object', 'What it was given'],
        ]),
      ],
    ],
    examples: [
      {
        title: 'Request',
        text: `POST ${publicUrl}${COMPATIBLE_BASE}/auth/api-tokens/details\ncontent-type: application/json\n\n{ "tokenValue": "csnt…" }`,
      },
    ],
  })
}

function keys({ publicUrl }: Settings): Call {
  const key = { kty: 'RSA', kid: 'V6n0…', use: 'sig', alg: 'RS256', n: 'u1S…', e: 'AQAB' }
  return call({
    summary: 'The public keys',
    method: 'GET',
    path: `${COMPATIBLE_BASE}/auth/token-public-key?format=jwks`,
    note: 'Needs no credential. A key is here ten minutes before it signs and until the last token it signed has expired; keep what is answered for ten minutes or more, and ask again when a token names a <code>kid</code> that is not known, not more often than every 30 seconds.',
    parts: [
      ['Answer 200', members([['keys', 'object[]', 'A JWKS (RFC 7517); each key has kid, use and alg']])],
      [
        'Without <code>format=jwks</code>',
        members([
          [
            'alg, value, issuer',
            'string',
            'Of the key that signs now: its algorithm, itself in PEM, and the issuer of its tokens',
          ],
          ['keys', 'object[]', 'As above'],
        ]),
      ],
    ],
    examples: [
      {
        title: `GET ${publicUrl}${COMPATIBLE_BASE}/auth/token-public-key?format=jwks`,
        text: jsonText({ keys: [key] }),
      },
    ],
  })
}

function discovery({ publicUrl }: Settings): Call {
  return call({
    summary: 'Discovery',
    method: 'GET',
    path: '/.well-known/openid-configuration',
    note: `Needs no credential. The same document is at <code>/.well-known/oauth-authorization-server</code> and, for clients of the platform, at <code>${COMPATIBLE_BASE}/.well-known/openid-configuration</code> and <code>${COMPATIBLE_BASE}/auth/.well-known/openid-configuration</code>.`,
    parts: [
      [
        'Answer 200',
        members([
          ['issuer', 'string', 'Byte for byte what stands in the iss of every token'],
          ['jwks_uri', 'string', 'The keys, above'],
          [
            'token_endpoint',
            'string',
            'The token endpoint of OAuth; an API token is a refresh token that needs no app',
          ],
        ]),
      ],
    ],
    examples: [{ title: 'Answer 200', text: jsonText(discoveryDocument(publicUrl)) }],
  })
}
