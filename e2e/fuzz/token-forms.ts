/** Forms for the endpoints of OAuth that take one: names they know with values that nobody meant, and names they don't. */
import fc from 'fast-check'
import { COMPATIBLE } from '../../server/testing/requests.ts'
import { nastyText } from './junk.ts'

/** Under their names of the platform. */
export const PLATFORM_TOKEN_PATHS = [`${COMPATIBLE}/auth/token`, `${COMPATIBLE}/auth/authorize`] as const
const PATHS = [
  '/oauth2/token',
  '/oauth2/revoke',
  '/oauth2/introspect',
  '/oauth2/device',
  ...PLATFORM_TOKEN_PATHS,
] as const

const NAMES = [
  ...[
    'grant_type',
    'client_id',
    'client_secret',
    'client_assertion',
    'client_assertion_type',
    'scope',
    'resource',
  ],
  ...[
    'audience',
    'code',
    'code_verifier',
    'redirect_uri',
    'refresh_token',
    'subject_token',
    'subject_token_type',
  ],
  ...['device_code', 'dpop_jkt', 'token', 'token_type_hint', 'orgId', 'username', 'password'],
] as const

const GRANT_TYPES = [
  ...['client_credentials', 'authorization_code', 'refresh_token', 'password', 'implicit'],
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:device_code',
]

/** A value of `known` has to be filled in: the credentials of an app that is there. */
export type TokenForm = {
  readonly path: (typeof PATHS)[number]
  readonly authorization: 'none' | 'known' | { readonly text: string }
  readonly entries: readonly (readonly [name: string, value: string])[]
}

export const aTokenForm: fc.Arbitrary<TokenForm> = fc.record({
  path: fc.constantFrom(...PATHS),
  authorization: fc.oneof(
    fc.constant('none' as const),
    fc.constant('known' as const),
    fc.record({ text: fc.stringMatching(/^[!-~]{0,40}$/) }),
  ),
  entries: fc
    .tuple(
      fc.option(fc.constantFrom(...GRANT_TYPES)),
      fc.array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), nastyText), nastyText), { maxLength: 6 }),
    )
    .map(([grantType, others]) => [
      ...(grantType === null ? [] : [['grant_type', grantType] as const]),
      ...others,
    ]),
})
