/** What an OAuth app is. */
import type { OAuthApp, Organization } from '@countersign/api'
import { scopesInWords } from '../api-tokens/scopes/scopes-in-words.ts'
import { namesOf, type ScopeNames } from '../api-tokens/scopes/names.ts'
import { publicUrl } from '../connection/base-path.ts'
import { Copied } from '../frame/copied.tsx'
import { Facts } from '../frame/facts.tsx'
import { ShortList } from '../frame/short-list.tsx'
import { Moment } from '../moments/moment.tsx'
import classes from './app-facts.module.css'
import { kindInWords } from './kind-in-words.ts'
import { useChoosable } from './use-choosable.ts'

type Props = { readonly app: OAuthApp; readonly organization: Organization }

const AUTHENTICATION: Readonly<Record<OAuthApp['authentication'], string>> = {
  secret: 'A secret',
  private_key_jwt: 'A key of its own (private_key_jwt)',
  none: 'Nothing: PKCE takes the place of a secret',
}

export function AppFacts({ app, organization }: Props) {
  const isForPeople = app.kind !== 'machine'
  const names = namesOf(useChoosable(organization, 'machine') ?? [])
  return (
    <Facts
      facts={[
        ['Client id', <Copied what="the client id" text={app.id} />],
        ['Token endpoint', <Copied what="the token endpoint" text={`${publicUrl}/oauth2/token`} />],
        ['Kind', kindInWords(app.kind)],
        app.isOwn ? undefined : ['Belongs to', <bdi>{app.owner}</bdi>],
        ['Proves itself by', AUTHENTICATION[app.authentication]],
        ['What it may do', allowedInWords(app, names)],
        isForPeople ? ['Redirect URIs', <Addresses uris={app.redirectUris} />] : undefined,
        app.postLogoutRedirectUris.length > 0
          ? ['After signing out', <Addresses uris={app.postLogoutRedirectUris} />]
          : undefined,
        ['Access tokens live for', `${app.accessTokenSeconds} seconds`],
        isForPeople
          ? [
              'Refresh tokens',
              app.hasRefreshTokens
                ? `End when unused for ${inDays(app.refreshIdleSeconds)}, at the latest after ${inDays(app.refreshLifetimeSeconds)}`
                : 'None',
            ]
          : undefined,
        app.hasDeviceFlow ? ['Sign in on another device', 'By a code, entered in a browser'] : undefined,
        app.requiresDpop ? ['DPoP', 'Required'] : undefined,
        app.isOwn
          ? ['Other organizations', app.isShared ? 'May add it by its id' : 'Can’t add it']
          : undefined,
        ['Made', <Moment at={app.createdAt} isFocusable />],
        [
          'Last used here',
          app.lastUsedAt === null ? 'Never' : <Moment at={app.lastUsedAt} as="from-now" isFocusable />,
        ],
      ]}
    />
  )
}

function Addresses({ uris }: { readonly uris: readonly string[] }) {
  if (uris.length === 0) return 'None'
  return (
    <ShortList most={5} className={classes.lines}>
      {uris.map((uri) => (
        <li key={uri}>
          <code translate="no">{uri}</code>
        </li>
      ))}
    </ShortList>
  )
}

function allowedInWords({ kind, scopes }: OAuthApp, names: ScopeNames): string {
  const isMachine = kind === 'machine'
  if (isMachine && scopes.allRoles) return 'Whatever its roles allow'
  const words = scopesInWords(scopes, names)
  const isOpenIdAlone = words.length === 1 && scopes.openId
  if (isOpenIdAlone) return 'Nothing but signing in (OpenID)'
  return words.map((each) => (each === 'All roles' ? 'Everything that its person holds' : each)).join(' · ')
}

const DAY_SECONDS = 86_400

function inDays(seconds: number): string {
  if (seconds < DAY_SECONDS) return `${seconds} seconds`
  const days = Math.round(seconds / DAY_SECONDS)
  return days === 1 ? 'a day' : `${days} days`
}
