/** What a person let in, under their account. */
import { endpoints, type ConnectedApp as Presented } from '@countersign/api'
import {
  listConnectedApps,
  withdrawConnectedApp,
  type ConnectedApp,
} from '../../actions/oauth/connected-apps.ts'
import { toRfc3339, toRfc3339OrNull } from '../../domain/instant.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { rightsIn } from '../../domain/oauth/consent.ts'
import { route } from '../route.ts'

export const connectedAppRoutes = [
  route(endpoints.listConnectedApps, 'signedIn', async ({ needs, signedIn, query }) => {
    const { items, total } = await listConnectedApps(needs, signedIn, query)
    return { items: items.map(presentConnected), total }
  }),
  route(endpoints.withdrawConnectedApp, 'signedIn', ({ needs, signedIn, params }) =>
    withdrawConnectedApp(needs, signedIn, params),
  ),
]

function presentConnected({ app, organization, consent }: ConnectedApp): Presented {
  const { words } = askedScope(consent.words.join(' '))
  const rights = rightsIn(consent)
  return {
    ...{ appId: app.id, name: app.name, description: app.description },
    ...{ organizationId: organization.id, organizationName: organization.displayName },
    isActive: app.deactivatedAt === null,
    tells: consent.allowed.openId ? [...words] : [],
    rights: rights && [...rights],
    scopes: consent.allowed as Presented['scopes'],
    allowedAt: toRfc3339(consent.givenAt),
    lastUsedAt: toRfc3339OrNull(consent.lastUsedAt),
  }
}
