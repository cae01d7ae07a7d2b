/** Whether an app can be as it is asked for: what its kind can have, where answers may go, and which keys it may sign with. */
import { isUsablePublicKey } from '../../crypto/public-key.ts'
import { refuseTooManyScopes, withoutRepetition } from '../../domain/allowed-scopes.ts'
import { TANZU_CLI, type OAuthApp, type OAuthAppKey } from '../../domain/oauth/oauth-app.ts'
import { publicKeyOf } from '../../domain/oauth/public-key.ts'
import { matchesRedirectUri, redirectUriProblem } from '../../domain/oauth/redirect-uri.ts'
import { Refusal } from '../../domain/refusal.ts'
import { keptDescription, keptLine, LONGEST, refuseTokenStrings } from '../kept-text.ts'

/** All that its owner says of an app. */
export type OAuthAppDefinition = Pick<
  OAuthApp,
  | ('name' | 'redirectUris' | 'postLogoutRedirectUris' | 'authentication' | 'accessTokenSeconds')
  | ('hasRefreshTokens' | 'refreshIdleSeconds' | 'refreshLifetimeSeconds' | 'allowedScopes')
  | ('hasDeviceFlow' | 'requiresDpop' | 'isShared')
> & {
  readonly description?: string | null | undefined
  /** As they were sent. */
  readonly publicKeys: readonly Readonly<Record<string, unknown>>[]
}

export type SoundDefinition = Omit<OAuthAppDefinition, 'description' | 'publicKeys'> &
  Pick<OAuthApp, 'description' | 'publicKeys'>

type Identity = Pick<OAuthApp, 'id' | 'kind'>

/** @throws {Refusal} `oauth_app_invalid`, `scope_invalid` or `request_invalid`, each naming the field */
export function soundDefinition({ id, kind }: Identity, given: OAuthAppDefinition): SoundDefinition {
  const problems = {
    ...problemsOfKind(kind, given),
    ...problemsOfAddresses('redirectUris', kind, given.redirectUris),
    ...problemsOfAddresses('postLogoutRedirectUris', kind, given.postLogoutRedirectUris),
    ...(id === TANZU_CLI.id && problemsOfTanzuCli(given)),
  }
  const { keys, problems: keyProblems } = soundKeys(given.publicKeys)
  refuse({ ...problems, ...keyProblems })
  const { allowedScopes } = given
  const addresses = [...given.redirectUris, ...given.postLogoutRedirectUris]
  refuseTokenStrings(JSON.stringify(allowedScopes), 'scopes')
  refuseTokenStrings(addresses.join(' '), 'redirectUris')
  refuseTooManyScopes(allowedScopes)
  return {
    name: keptLine(given.name, 'name', LONGEST.name),
    description: keptDescription(given.description) ?? '',
    redirectUris: [...new Set(given.redirectUris)],
    postLogoutRedirectUris: [...new Set(given.postLogoutRedirectUris)],
    authentication: given.authentication,
    publicKeys: keys,
    accessTokenSeconds: given.accessTokenSeconds,
    hasRefreshTokens: given.hasRefreshTokens,
    hasDeviceFlow: given.hasDeviceFlow,
    refreshIdleSeconds: given.refreshIdleSeconds,
    refreshLifetimeSeconds: given.refreshLifetimeSeconds,
    allowedScopes: withoutRepetition(allowedScopes),
    requiresDpop: given.requiresDpop,
    isShared: given.isShared,
  }
}

type Problems = Readonly<Record<string, string>>

/** All of them at once, each beside its field. */
function refuse(problems: Problems): void {
  const [first] = Object.values(problems)
  if (first !== undefined) throw new Refusal('oauth_app_invalid', { detail: first, fields: problems })
}

function problemsOfKind(kind: OAuthApp['kind'], given: OAuthAppDefinition): Problems {
  const isForPeople = kind !== 'machine'
  const { authentication, publicKeys, redirectUris, postLogoutRedirectUris } = given
  const hasAddress = redirectUris.length + postLogoutRedirectUris.length > 0
  return {
    ...(!isForPeople &&
      hasAddress && { redirectUris: 'Nobody signs in to a machine. Leave its addresses out.' }),
    ...(kind === 'web' &&
      redirectUris.length === 0 && {
        redirectUris: 'Give at least one address that people are sent back to after signing in.',
      }),
    ...((kind === 'native') !== (authentication === 'none') && {
      authentication:
        kind === 'native'
          ? 'A native app can keep no secret. Choose none.'
          : 'It has to prove itself. Choose a secret or a key of its own.',
    }),
    ...(authentication === 'private_key_jwt' &&
      publicKeys.length === 0 && { publicKeys: 'Give at least one public key.' }),
    ...(authentication !== 'private_key_jwt' &&
      publicKeys.length > 0 && { publicKeys: 'Only an app that proves itself by a key has keys.' }),
    ...(!isForPeople &&
      given.hasRefreshTokens && {
        hasRefreshTokens: 'A machine needs no refresh tokens: it gets an access token whenever it asks.',
      }),
    ...(!isForPeople &&
      given.hasDeviceFlow && { hasDeviceFlow: 'Nobody signs in to a machine, on whichever device.' }),
    ...(given.refreshIdleSeconds > given.refreshLifetimeSeconds && {
      refreshIdleSeconds: 'It can’t be longer than the whole lifetime of a refresh token.',
    }),
  }
}

const problemsOfAddresses = (field: string, kind: OAuthApp['kind'], uris: readonly string[]): Problems =>
  Object.fromEntries(
    uris.flatMap((uri, index) => {
      const problem = redirectUriProblem(uri, kind)
      return problem === undefined ? [] : [[`${field}.${index}`, problem]]
    }),
  )

/** Many programs know this id: it answers to the machine that they run on, and to nobody else. */
const problemsOfTanzuCli = ({ redirectUris }: OAuthAppDefinition): Problems =>
  redirectUris.every((uri) => matchesRedirectUri(TANZU_CLI.redirectUri, uri))
    ? {}
    : { redirectUris: `The Tanzu CLI has one address, ${TANZU_CLI.redirectUri}.` }

function soundKeys(given: OAuthAppDefinition['publicKeys']): { keys: OAuthAppKey[]; problems: Problems } {
  const keys: OAuthAppKey[] = []
  const problems: Record<string, string> = {}
  for (const [index, jwk] of given.entries()) {
    const found = publicKeyOf(jwk)
    const field = `publicKeys.${index}`
    if ('problem' in found) problems[field] = found.problem
    else if (!isUsablePublicKey(found.key)) problems[field] = 'The key was cut off, or is none.'
    else if (given.length > 1 && found.key['kid'] === undefined)
      problems[field] = 'Of several keys each needs a “kid”, so that it is known which one signed.'
    else if (keys.some(({ kid }) => kid !== undefined && kid === found.key['kid']))
      problems[field] = 'Another key has the same “kid”.'
    else keys.push(found.key)
  }
  return { keys, problems }
}
