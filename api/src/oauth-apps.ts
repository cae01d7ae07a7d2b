/** OAuth apps: an organization's own identities, for machines and for applications that people sign in to. */
import Type, { type Static } from 'typebox'
import { NamedRole } from './roles.ts'
import { Scopes } from './scopes.ts'
import { GivenInstant, Instant, Line, Nullable, Strict } from './text.ts'

export const OAuthAppId = Type.String({
  pattern: '^[a-z0-9-]+$',
  minLength: 1,
  maxLength: 64,
  description: 'The id of an OAuth app, its `client_id`',
})

export const OAuthAppKind = Type.Union(
  [Type.Literal('machine'), Type.Literal('web'), Type.Literal('native')],
  {
    description:
      '`machine` acts for itself; people sign in to `web`, which can keep a secret, and to `native`, which can keep none',
  },
)
export type OAuthAppKind = Static<typeof OAuthAppKind>

const Authentication = Type.Union(
  [Type.Literal('secret'), Type.Literal('private_key_jwt'), Type.Literal('none')],
  { description: 'How it proves who it is: by a secret, by assertions of its own key, or not at all' },
)

const RedirectUri = Type.String({ maxLength: 2000, description: 'A whole address, with https://' })

const YEAR_SECONDS = 31_536_000

const definition = {
  name: Line(100, 'What the app is called'),
  redirectUris: Type.Array(RedirectUri, {
    maxItems: 20,
    default: [],
    description: 'Where people are sent back to after signing in; compared byte by byte',
  }),
  postLogoutRedirectUris: Type.Array(RedirectUri, {
    maxItems: 20,
    default: [],
    description: 'Where people may be sent after signing out',
  }),
  authentication: Authentication,
  accessTokenSeconds: Type.Integer({ minimum: 60, maximum: 18_000, default: 1800 }),
  hasRefreshTokens: Type.Boolean({ default: false }),
  hasDeviceFlow: Type.Boolean({
    default: false,
    description: 'People may let it in on another device than the one that it runs on (RFC 8628)',
  }),
  refreshIdleSeconds: Type.Integer({
    minimum: 300,
    maximum: YEAR_SECONDS,
    default: 1_209_600,
    description: 'A refresh token that was not used for this long has ended',
  }),
  refreshLifetimeSeconds: Type.Integer({
    minimum: 300,
    maximum: YEAR_SECONDS,
    default: 7_776_000,
    description: 'After this long people sign in again',
  }),
  scopes: Scopes,
  requiresDpop: Type.Boolean({
    default: false,
    description: 'Its tokens are bound to a key that it has to prove (RFC 9449)',
  }),
  isShared: Type.Boolean({ default: false, description: 'Other organizations may add it by its id' }),
}

export const PublicJwk = Type.Object(
  { kty: Type.String({ maxLength: 10 }) },
  { additionalProperties: true, description: 'A public key (RFC 7517)' },
)

export const EditOAuthApp = Strict({
  ...definition,
  description: Type.Optional(Nullable(Line(200, 'What it is for'))),
  publicKeys: Type.Array(PublicJwk, {
    maxItems: 10,
    default: [],
    description: 'Of an app that proves itself by assertions: RSA from 2048 bits, EC on P-256, or Ed25519',
  }),
})
export type EditOAuthApp = Static<typeof EditOAuthApp>

export const TANZU_CLI_ID = 'tanzu-cli-client-id'

export const CreateOAuthApp = Strict({
  ...EditOAuthApp.properties,
  kind: OAuthAppKind,
  id: Type.Optional(
    Type.Literal(TANZU_CLI_ID, {
      description:
        'An id that programs know already, in the home organization; otherwise it gets one of its own',
    }),
  ),
})
export type CreateOAuthApp = Static<typeof CreateOAuthApp>

export const OAuthSecret = Type.Object({
  id: Type.String({ description: 'The public part of the value' }),
  name: Type.String(),
  createdAt: Instant('When it was made'),
  expiresAt: Nullable(Instant('When it ends; null for never')),
  endedAt: Nullable(Instant('When it was ended; null while it was not')),
  isInForce: Type.Boolean(),
  lastUse: Nullable(
    Type.Object({ at: Instant('When it was used last'), address: Type.String(), userAgent: Type.String() }),
  ),
})
export type OAuthSecret = Static<typeof OAuthSecret>

const identity = {
  id: Type.String({ description: 'The `client_id`' }),
  kind: OAuthAppKind,
  name: Type.String(),
  description: Type.String(),
  isOwn: Type.Boolean({ description: 'False for one that was added from another organization' }),
  owner: Type.String({ description: 'What the organization is called whose it is' }),
  isShared: Type.Boolean(),
  createdAt: Instant('When it was made'),
  deactivatedAt: Nullable(Instant('When it was deactivated; null while it works')),
  lastUsedAt: Nullable(Instant('When it was used last in this organization')),
}

export const OAuthAppPage = Type.Object({ items: Type.Array(Type.Object(identity)), total: Type.Integer() })
export type OAuthAppPage = Static<typeof OAuthAppPage>

export const OAuthApp = Type.Object({
  ...identity,
  redirectUris: Type.Array(Type.String()),
  postLogoutRedirectUris: Type.Array(Type.String()),
  authentication: Authentication,
  publicKeys: Type.Array(PublicJwk),
  accessTokenSeconds: Type.Integer(),
  hasRefreshTokens: Type.Boolean(),
  hasDeviceFlow: Type.Boolean(),
  refreshIdleSeconds: Type.Integer(),
  refreshLifetimeSeconds: Type.Integer(),
  scopes: Scopes,
  requiresDpop: Type.Boolean(),
  secrets: Type.Array(OAuthSecret, { description: 'Newest first; of the organization’s own apps' }),
  roles: Type.Array(NamedRole, { description: 'What it holds in this organization, as a machine' }),
  mayChange: Type.Boolean({
    description:
      'Whether the caller may change it: it is the organization’s own, and can do no more than they',
  }),
})
export type OAuthApp = Static<typeof OAuthApp>

export const CreatedOAuthApp = Type.Object({
  app: OAuthApp,
  secretValue: Nullable(
    Type.String({ description: 'The value of its first secret. It is shown in this answer only' }),
  ),
})
export type CreatedOAuthApp = Static<typeof CreatedOAuthApp>

export const AddOAuthSecret = Strict({
  name: Line(100, 'What tells it from the other one'),
  expiresAt: {
    ...Nullable(GivenInstant('When it ends; null for never, or for as long as the API token that asks')),
    default: null,
  },
  others: Type.Union([Type.Literal('keep'), Type.Literal('end')], {
    default: 'keep',
    description: 'Whether the secrets that there are end: at once, or at `othersEndAt`',
  }),
  othersEndAt: {
    ...Nullable(GivenInstant('Until when the others work, if they are to end; null for at once')),
    default: null,
  },
})
export const AddedOAuthSecret = Type.Object({
  secretValue: Type.String({ description: 'It is shown in this answer only' }),
  secret: OAuthSecret,
})
export type AddedOAuthSecret = Static<typeof AddedOAuthSecret>

export const EndOAuthSecret = Strict({
  hasLeaked: Type.Boolean({
    default: false,
    description: 'Ends what came of it too: everyone who let the app in is asked again',
  }),
})

export const AppConsequences = Type.Object({
  secrets: Type.Array(OAuthSecret, { description: 'Those in force' }),
  organizations: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        displayName: Type.String(),
        lastUsedAt: Nullable(Instant('When it was used there last')),
      }),
      { description: 'The first fifty' },
    ),
    total: Type.Integer(),
  }),
  people: Type.Object({
    items: Type.Array(
      Type.Object({
        userId: Type.String(),
        username: Type.String(),
        givenAt: Instant('When they let it in'),
        lastUsedAt: Nullable(Instant('When it was used for them last')),
      }),
      { description: 'The first fifty of this organization; empty for who may not see members' },
    ),
    total: Type.Integer({ description: 'In all organizations that lose the app' }),
  }),
  roles: Type.Integer({ description: 'How many roles it holds as a machine' }),
})
export type AppConsequences = Static<typeof AppConsequences>

export const AppOrganizationPage = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      displayName: Type.String(),
      addedAt: Instant('When it added the app; when it was made for its own organization'),
      lastUsedAt: Nullable(Instant('When it was used there last')),
    }),
  ),
  total: Type.Integer(),
})
export type AppOrganizationPage = Static<typeof AppOrganizationPage>
