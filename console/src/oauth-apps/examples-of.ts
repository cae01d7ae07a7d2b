/** Examples for one app, by its kind. Pure. */
import type { OAuthApp } from '@countersign/api'

type Example = { readonly title: string; readonly text: string }
type App = Pick<
  OAuthApp,
  'id' | 'kind' | 'authentication' | 'redirectUris' | 'hasRefreshTokens' | 'hasDeviceFlow' | 'scopes'
>

/** `organizationId` where it is not the app's own. */
export function examplesOf(app: App, publicUrl: string, organizationId?: string): readonly Example[] {
  if (app.kind === 'machine')
    return app.authentication === 'secret'
      ? [curlOfMachine(app, publicUrl, organizationId), libraryOfMachine(app, publicUrl, organizationId)]
      : [libraryOfMachine(app, publicUrl, organizationId)]
  return [
    settingsOf(app, publicUrl),
    libraryOfPeople(app, publicUrl),
    ...(app.hasDeviceFlow ? [libraryOfDevice(app, publicUrl)] : []),
  ]
}

const curlOfMachine = ({ id }: App, publicUrl: string, organizationId: string | undefined): Example => ({
  title: 'curl',
  text: [
    'curl -sS --fail-with-body \\',
    '  --data-urlencode grant_type=client_credentials \\',
    `  --data-urlencode client_id=${id} \\`,
    '  --data-urlencode client_secret@$HOME/.config/countersign/secret \\',
    ...(organizationId === undefined ? [] : [`  --data-urlencode orgId=${organizationId} \\`]),
    `  ${publicUrl}/oauth2/token`,
    '',
  ].join('\n'),
})

const NAME = 'openid-client (JavaScript)'

const AUTHENTICATIONS: Readonly<Record<OAuthApp['authentication'], string>> = {
  secret: 'client.ClientSecretBasic(process.env.CLIENT_SECRET)',
  private_key_jwt: 'client.PrivateKeyJwt(privateKey) // a CryptoKey',
  none: 'client.None()',
}

const libraryOfMachine = (
  { id, authentication }: App,
  publicUrl: string,
  organizationId: string | undefined,
): Example => ({
  title: NAME,
  text: [
    "import * as client from 'openid-client'",
    '',
    `const authentication = ${AUTHENTICATIONS[authentication]}`,
    `const config = await client.discovery(new URL('${publicUrl}'), '${id}', undefined, authentication)`,
    `const tokens = await client.clientCredentialsGrant(config${organizationId === undefined ? '' : `, { orgId: '${organizationId}' }`})`,
    'tokens.access_token',
    '',
  ].join('\n'),
})

const scopeOf = ({ scopes, hasRefreshTokens }: App): string =>
  [
    ...(scopes.openId ? ['openid', 'profile', 'email'] : []),
    ...(hasRefreshTokens ? ['offline_access'] : []),
  ].join(' ')

const settingsOf = (app: App, publicUrl: string): Example => ({
  title: 'Settings for any OpenID client',
  text: [
    `issuer=${publicUrl}`,
    `client_id=${app.id}`,
    ...(app.authentication === 'secret' ? ['client_secret=(the secret)'] : []),
    `redirect_uri=${app.redirectUris[0] ?? ''}`,
    `scope=${scopeOf(app)}`,
    'response_type=code',
    'code_challenge_method=S256',
    '',
  ].join('\n'),
})

const libraryOfPeople = (app: App, publicUrl: string): Example => ({
  title: NAME,
  text: [
    "import * as client from 'openid-client'",
    '',
    `const authentication = ${AUTHENTICATIONS[app.authentication]}`,
    `const config = await client.discovery(new URL('${publicUrl}'), '${app.id}', undefined, authentication)`,
    'const verifier = client.randomPKCECodeVerifier()',
    'const state = client.randomState()',
    'const url = client.buildAuthorizationUrl(config, {',
    `  redirect_uri: '${app.redirectUris[0] ?? ''}',`,
    `  scope: '${scopeOf(app)}',`,
    '  code_challenge: await client.calculatePKCECodeChallenge(verifier),',
    "  code_challenge_method: 'S256',",
    '  state,',
    '})',
    '// Send the person to url, and when they come back to currentUrl:',
    'const tokens = await client.authorizationCodeGrant(config, currentUrl, {',
    '  pkceCodeVerifier: verifier,',
    '  expectedState: state,',
    '})',
    '',
  ].join('\n'),
})

const libraryOfDevice = (app: App, publicUrl: string): Example => ({
  title: `${NAME}, on another device`,
  text: [
    "import * as client from 'openid-client'",
    '',
    `const authentication = ${AUTHENTICATIONS[app.authentication]}`,
    `const config = await client.discovery(new URL('${publicUrl}'), '${app.id}', undefined, authentication)`,
    `const device = await client.initiateDeviceAuthorization(config, { scope: '${scopeOf(app)}' })`,
    'console.log(`Open ${device.verification_uri} and enter ${device.user_code}`)',
    'const tokens = await client.pollDeviceAuthorizationGrant(config, device)',
    '',
  ].join('\n'),
})
