/** Applications that a person let in: what each may do for them, where, and when it did last. */
import Type, { type Static } from 'typebox'
import { Scopes } from './scopes.ts'
import { Instant, Nullable } from './text.ts'

export const ConnectedApp = Type.Object({
  appId: Type.String({ description: 'The `client_id`' }),
  name: Type.String(),
  description: Type.String(),
  organizationId: Type.String(),
  organizationName: Type.String(),
  isActive: Type.Boolean({ description: 'False while its organization has deactivated it' }),
  tells: Type.Array(Type.String(), {
    description: 'What it is told of the person: `openid`, `profile`, `email`, `groups`',
  }),
  rights: Nullable(
    Type.Array(Type.String(), {
      description: 'The names of the roles and permissions that it was allowed; null for all of `scopes`',
    }),
  ),
  scopes: Scopes,
  allowedAt: Instant('When the person allowed this'),
  lastUsedAt: Nullable(Instant('When it got an access token last')),
})
export type ConnectedApp = Static<typeof ConnectedApp>

export const ConnectedAppPage = Type.Object({ items: Type.Array(ConnectedApp), total: Type.Integer() })
export type ConnectedAppPage = Static<typeof ConnectedAppPage>
