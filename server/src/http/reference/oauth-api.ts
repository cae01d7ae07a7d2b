/** The endpoints of OAuth and OpenID Connect in the reference: who may call each, with what, and where it is specified. */
import { type Call, type Group } from './article.ts'
import { answers, call, members } from './told-calls.ts'

export const oauthGroup = (): Group => ({
  id: 'oauth',
  title: 'OAuth and OpenID Connect',
  calls: [authorize(), push(), device(), token(), userInfo(), revoke(), introspect(), logout()],
})

const BY_APP =
  'By an OAuth app: its id and secret as Basic or in the form, an assertion that it signed (<code>private_key_jwt</code>, audience the issuer), or for a native app its <code>client_id</code> alone.'

const ERRORS: readonly (readonly [string, string])[] = [
  ['400', '<code>error</code> and <code>error_description</code>, in the words of RFC 6749 and its like'],
  ['401', '<code>invalid_client</code>: the OAuth app is unknown, deactivated, or did not prove who it is'],
  ['429, 503', 'Wait for <code>Retry-After</code> seconds, then repeat'],
]

function authorize(): Call {
  return call({
    summary: 'Ask a person to let an OAuth app in',
    method: 'GET',
    path: '/oauth2/authorize',
    note: 'Opened in the person’s browser; <code>POST</code> works too. Code with PKCE S256 and nothing else (RFC 6749, RFC 7636, OpenID Connect Core 1.0). An unknown app or address is told on a page of ours, never by a redirect; everything else goes back to the app, with <code>iss</code> (RFC 9207).',
    parts: [
      [
        'Query',
        members([
          ['response_type', '"code"', ''],
          ['client_id', 'string', 'Of the OAuth app'],
          [
            'redirect_uri',
            'string',
            'One of those of the app, byte for byte; of a loopback address any port',
          ],
          ['code_challenge, code_challenge_method', 'string, "S256"', ''],
          ['state?, nonce?', 'string', 'Come back as they were'],
          ['scope?', 'string', 'openid, profile, email, groups; names of roles and permissions narrow'],
          ['resource?', 'string', 'A service, as <issuer>/services/<id>; may be repeated'],
          ['prompt?, max_age?, login_hint?, id_token_hint?', 'string', 'As OpenID Connect says'],
          ['response_mode?', '"query" | "form_post"', ''],
          ['orgId?', 'string', 'The organization; without it the person chooses where several are possible'],
          ['dpop_jkt?', 'string', 'Binds the code to a key (RFC 9449)'],
        ]),
      ],
    ],
    examples: [],
  })
}

function push(): Call {
  return call({
    summary: 'Send what will be asked ahead',
    method: 'POST',
    path: '/oauth2/par',
    note: `${BY_APP} The same parameters as above, in a form (RFC 9126). The name that comes back works once, within a minute.`,
    parts: [
      [
        'Answer 201',
        members([
          ['request_uri', 'string', 'For <client_id> alone'],
          ['expires_in', 'integer', 'Seconds'],
        ]),
      ],
      ['Other answers', answers(ERRORS)],
    ],
    examples: [],
  })
}

function device(): Call {
  return call({
    summary: 'Ask for a code that a person enters on another device',
    method: 'POST',
    path: '/oauth2/device',
    note: `${BY_APP} In a form (RFC 8628), by an app that has it switched on. The person enters <code>user_code</code> at <code>verification_uri</code>; meanwhile the device asks <code>/oauth2/token</code> with <code>device_code</code>, every <code>interval</code> seconds. With a <code>DPoP</code> header the code is bound to its key.`,
    parts: [
      [
        'Form',
        members([
          ['scope?', 'string', 'openid, profile, email, groups; names of roles and permissions narrow'],
          ['resource?', 'string', 'A service, as <issuer>/services/<id>; may be repeated'],
          ['orgId?', 'string', 'The organization; without it the person chooses where several are possible'],
          ['dpop_jkt?', 'string', 'Binds the code to a key (RFC 9449)'],
        ]),
      ],
      [
        'Answer 200',
        members([
          ['device_code', 'string', 'For the device alone; works once'],
          ['user_code', 'string', 'XXXX-XXXX; taken in any case, with and without the hyphen'],
          ['verification_uri', 'string', ''],
          ['verification_uri_complete', 'string', 'The same with the code in it, for a QR code or a link'],
          ['expires_in', 'integer', 'Seconds: 600'],
          ['interval', 'integer', 'Seconds: 5, and five more after each slow_down'],
        ]),
      ],
      ['Other answers', answers(ERRORS)],
    ],
    examples: [],
  })
}

/** RFC 8628, section 3.5. */
const WHILE_WAITING: readonly (readonly [string, string])[] = [
  ['400', '<code>authorization_pending</code>, <code>slow_down</code>: of a device, ask again later'],
  ['400', '<code>expired_token</code>, <code>access_denied</code>: of a device, begin again or stop'],
]

function token(): Call {
  return call({
    summary: 'Get tokens',
    method: 'POST',
    path: '/oauth2/token',
    note: `${BY_APP} A form, with nothing in the URL. An API token is a refresh token, or a <code>subject_token</code>, that needs no app. With a <code>DPoP</code> header what is given is bound to its key (RFC 9449).`,
    parts: [
      [
        'Form',
        members([
          [
            'grant_type',
            'string',
            'authorization_code, refresh_token, client_credentials, urn:ietf:params:oauth:grant-type:device_code, urn:ietf:params:oauth:grant-type:token-exchange',
          ],
          ['code, redirect_uri, code_verifier', 'string', 'Of a code'],
          ['device_code', 'string', 'Of a device'],
          ['refresh_token', 'string', 'Of an app, or an API token'],
          ['subject_token, subject_token_type', 'string', 'What is exchanged for less (RFC 8693)'],
          ['scope?, resource?, audience?', 'string', 'Can only narrow'],
          ['orgId?', 'string', 'Of a machine: in which organization that has it'],
        ]),
      ],
      [
        'Answer 200',
        members([
          ['access_token', 'string', 'A JWT; services check it offline'],
          ['token_type', '"Bearer" | "DPoP"', ''],
          ['expires_in', 'integer', 'Seconds'],
          ['scope', 'string', 'What it is worth now; empty when that is nothing'],
          ['refresh_token?, id_token?', 'string', 'Where the app has them'],
        ]),
      ],
      ['Other answers', answers([...ERRORS, ...WHILE_WAITING])],
    ],
    examples: [],
  })
}

const userInfo = (): Call =>
  call({
    summary: 'Tell who a person is',
    method: 'GET',
    path: '/oauth2/userinfo',
    note: 'With an access token that was asked for with <code>openid</code>; <code>POST</code> works too. What is told is what was asked for: <code>profile</code>, <code>email</code>, <code>groups</code>.',
    parts: [],
    examples: [],
  })

const revoke = (): Call =>
  call({
    summary: 'Give a token back',
    method: 'POST',
    path: '/oauth2/revoke',
    note: `${BY_APP} A refresh token or a person’s access token ends all that came of the sign-in (RFC 7009). An API token is ended by whoever has it, without any app. A machine’s access token ends with its time, or with its secret.`,
    parts: [
      ['Form', members([['token', 'string', '']])],
      ['Other answers', answers(ERRORS)],
    ],
    examples: [],
  })

const introspect = (): Call =>
  call({
    summary: 'Ask what a token is worth',
    method: 'POST',
    path: '/oauth2/introspect',
    note: 'By an OAuth app with a secret or a key: of its own tokens, and of access tokens for a service of its own organization (RFC 7662). Of everything else the answer is <code>{"active":false}</code>.',
    parts: [
      ['Form', members([['token', 'string', '']])],
      ['Other answers', answers(ERRORS)],
    ],
    examples: [],
  })

const logout = (): Call =>
  call({
    summary: 'Sign out of Countersign from an application',
    method: 'GET',
    path: '/oauth2/logout',
    note: 'Opened in the person’s browser (OpenID Connect RP-Initiated Logout 1.0). The person is asked, unless <code>id_token_hint</code> is of the session that is signed in.',
    parts: [
      [
        'Query',
        members([
          ['id_token_hint?', 'string', ''],
          [
            'post_logout_redirect_uri?',
            'string',
            'One of those of the app, byte for byte; with id_token_hint or client_id',
          ],
          ['state?', 'string', 'Comes back as it was'],
        ]),
      ],
    ],
    examples: [],
  })
