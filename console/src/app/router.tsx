/** Every page of the console and its address, on one screen. Pages are loaded when they are opened. */
import { ApiError } from '@countersign/api'
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { isSort, isStateFilter, type ListSearch as TokenSearch } from '../api-tokens/list/list-view.ts'
import type { PrefillSearch } from '../api-tokens/generate/prefill.ts'
import { ToGeneratePage } from '../api-tokens/generate/to-generate-page.tsx'
import { basePath } from '../connection/base-path.ts'
import { lazyPage } from '../connection/lazy-page.tsx'
import { queryClient } from '../connection/query-client.ts'
import { PendingPage } from '../frame/pending-page.tsx'
import { SignedInRoute } from '../frame/signed-in-route.tsx'
import { AreaRoute } from '../organization-area/area-route.tsx'
import { ToFirstPage } from '../organization-area/to-first-page.tsx'
import { Home } from '../organizations/home.tsx'
import { OrganizationRoute } from '../organizations/organization-route.tsx'
import { peopleSearchOf, type PeopleSearch } from '../people/list-view.ts'
import { pagedSearchOf, type PagedSearch } from '../search/paged-search.ts'
import { sessionQuery } from '../sessions/session-query.ts'
import { AccountRoute } from '../sessions/account/account-route.tsx'
import { FailedContent, FailedPage } from './failed-page.tsx'
import { parseSearch, stringifySearch, textsOf } from './plain-search.ts'
import { Root } from './root.tsx'
import { UnknownContent, UnknownPage } from './unknown-page.tsx'

/** What has no frame around it. While it is on its way nothing is shown: the opening page of index.html stays. */
const unframed = { errorComponent: FailedPage, pendingComponent: () => null }

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  ...unframed,
  component: Root,
  notFoundComponent: UnknownPage,
})

const signIn = createRoute({
  getParentRoute: () => root,
  ...unframed,
  path: 'sign-in',
  validateSearch: (search): { readonly return?: string } => textsOf(search, ['return']),
  component: lazyPage(() => import('../sessions/sign-in-page.tsx'), 'SignInPage'),
})
const setUp = createRoute({
  getParentRoute: () => root,
  ...unframed,
  path: 'setup',
  component: lazyPage(() => import('../installation/set-up-page.tsx'), 'SetUpPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  ...unframed,
  path: 'invitation',
  component: lazyPage(() => import('../invitations/invitation-page.tsx'), 'InvitationPage'),
})
const forgotPassword = createRoute({
  getParentRoute: () => root,
  ...unframed,
  path: 'forgot-password',
  component: lazyPage(() => import('../password-resets/forgot-password-page.tsx'), 'ForgotPasswordPage'),
})
const resetPassword = createRoute({
  getParentRoute: () => root,
  ...unframed,
  path: 'reset-password',
  component: lazyPage(() => import('../password-resets/reset-password-page.tsx'), 'ResetPasswordPage'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  ...unframed,
  id: 'signed-in',
  component: SignedInRoute,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(sessionQuery)
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'unauthenticated')) throw error
      const isHome = location.pathname === '/'
      throw redirect({ to: '/sign-in', search: isHome ? {} : { return: location.href } })
    }
  },
})
const prefillSearch = (search: Record<string, unknown>): PrefillSearch =>
  textsOf(search, ['name', 'scopes', 'ttl'])
const anyNewApiToken = createRoute({
  getParentRoute: () => signedIn,
  path: 'api-tokens/new',
  validateSearch: prefillSearch,
  component: ToGeneratePage,
})
const home = createRoute({ getParentRoute: () => signedIn, path: '/', component: Home })
const organization = createRoute({
  getParentRoute: () => signedIn,
  path: 'o/$organizationId',
  component: OrganizationRoute,
})
const account = createRoute({
  getParentRoute: () => organization,
  path: 'account',
  component: AccountRoute,
  notFoundComponent: UnknownContent,
})
/** Addresses that are no page themselves lead to the one that people come for. */
const toApiTokens = ({ params }: { readonly params: { readonly organizationId: string } }): never => {
  throw redirect({ to: '/o/$organizationId/account/api-tokens', params, replace: true })
}
const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: toApiTokens,
})
const accountHome = createRoute({ getParentRoute: () => account, path: '/', beforeLoad: toApiTokens })
const profile = createRoute({
  getParentRoute: () => account,
  path: 'profile',
  component: lazyPage(() => import('../sessions/account/profile-page.tsx'), 'ProfilePage'),
})
const security = createRoute({
  getParentRoute: () => account,
  path: 'security',
  component: lazyPage(() => import('../sessions/security/security-page.tsx'), 'SecurityPage'),
})
const apiTokens = createRoute({ getParentRoute: () => account, path: 'api-tokens' })
const apiTokenList = createRoute({
  getParentRoute: () => apiTokens,
  path: '/',
  validateSearch: (search): TokenSearch => {
    const { q, state, sort } = textsOf(search, ['q', 'state', 'sort'])
    return {
      ...(q !== undefined && { q }),
      ...(isStateFilter(state) && { state }),
      ...(isSort(sort) && { sort }),
    }
  },
  component: lazyPage(() => import('../api-tokens/list/api-tokens-page.tsx'), 'ApiTokensPage'),
})
const newApiToken = createRoute({
  getParentRoute: () => apiTokens,
  path: 'new',
  validateSearch: prefillSearch,
  component: lazyPage(() => import('../api-tokens/generate/generate-page.tsx'), 'GeneratePage'),
})
const apiToken = createRoute({
  getParentRoute: () => apiTokens,
  path: '$apiTokenId',
  component: lazyPage(() => import('../api-tokens/token/token-page.tsx'), 'TokenPage'),
})
const myRoles = createRoute({
  getParentRoute: () => account,
  path: 'my-roles',
  component: lazyPage(() => import('../roles/my-roles-page.tsx'), 'MyRolesPage'),
})
const connectedApps = createRoute({
  getParentRoute: () => account,
  path: 'connected-apps',
  component: lazyPage(() => import('../oauth-apps/connected/connected-apps-page.tsx'), 'ConnectedAppsPage'),
})
const organizationArea = createRoute({
  getParentRoute: () => organization,
  path: 'organization',
  component: AreaRoute,
  notFoundComponent: UnknownContent,
})
const areaHome = createRoute({ getParentRoute: () => organizationArea, path: '/', component: ToFirstPage })
const people = createRoute({ getParentRoute: () => organizationArea, path: 'people' })
const peopleList = createRoute({
  getParentRoute: () => people,
  path: '/',
  validateSearch: (search): PeopleSearch =>
    peopleSearchOf(textsOf(search, ['q', 'role', 'state', 'sort', 'page'])),
  component: lazyPage(() => import('../people/people-page.tsx'), 'PeoplePage'),
})
const person = createRoute({
  getParentRoute: () => people,
  path: '$userId',
  component: lazyPage(() => import('../people/person-page.tsx'), 'PersonPage'),
})
const pagedSearch = (search: Record<string, unknown>): PagedSearch =>
  pagedSearchOf(textsOf(search, ['q', 'page']))
const groups = createRoute({ getParentRoute: () => organizationArea, path: 'groups' })
const groupList = createRoute({
  getParentRoute: () => groups,
  path: '/',
  validateSearch: pagedSearch,
  component: lazyPage(() => import('../groups/groups-page.tsx'), 'GroupsPage'),
})
const group = createRoute({
  getParentRoute: () => groups,
  path: '$groupId',
  component: lazyPage(() => import('../groups/group-page.tsx'), 'GroupPage'),
})
const invitations = createRoute({
  getParentRoute: () => organizationArea,
  path: 'invitations',
  component: lazyPage(() => import('../invitations/invitations-page.tsx'), 'InvitationsPage'),
})
const requests = createRoute({
  getParentRoute: () => organizationArea,
  path: 'requests',
  component: lazyPage(() => import('../role-requests/requests-page.tsx'), 'RequestsPage'),
})
/** Outside the area: whoever asked opens it too. */
const request = createRoute({
  getParentRoute: () => organization,
  path: 'requests/$requestId',
  component: lazyPage(() => import('../role-requests/request-page.tsx'), 'RequestPage'),
})
const services = createRoute({ getParentRoute: () => organizationArea, path: 'services' })
const serviceList = createRoute({
  getParentRoute: () => services,
  path: '/',
  validateSearch: pagedSearch,
  component: lazyPage(() => import('../services/services-page.tsx'), 'ServicesPage'),
})
const serviceCatalogue = createRoute({
  getParentRoute: () => services,
  path: 'catalogue',
  validateSearch: pagedSearch,
  component: lazyPage(() => import('../services/catalogue-page.tsx'), 'CataloguePage'),
})
const newService = createRoute({
  getParentRoute: () => services,
  path: 'new',
  component: lazyPage(() => import('../services/register/register-page.tsx'), 'RegisterPage'),
})
const service = createRoute({ getParentRoute: () => services, path: '$serviceId' })
const serviceHome = createRoute({
  getParentRoute: () => service,
  path: '/',
  component: lazyPage(() => import('../services/service-page.tsx'), 'ServicePage'),
})
const serviceEditing = createRoute({
  getParentRoute: () => service,
  path: 'edit',
  component: lazyPage(() => import('../services/register/edit-page.tsx'), 'EditPage'),
})
const serviceOffers = createRoute({
  getParentRoute: () => service,
  path: 'offers',
  component: lazyPage(() => import('../services/offers-page.tsx'), 'OffersPage'),
})
const oauthApps = createRoute({ getParentRoute: () => organizationArea, path: 'oauth-apps' })
const oauthAppList = createRoute({
  getParentRoute: () => oauthApps,
  path: '/',
  validateSearch: pagedSearch,
  component: lazyPage(() => import('../oauth-apps/oauth-apps-page.tsx'), 'OAuthAppsPage'),
})
const newOAuthApp = createRoute({
  getParentRoute: () => oauthApps,
  path: 'new',
  component: lazyPage(() => import('../oauth-apps/new-oauth-app-page.tsx'), 'NewOAuthAppPage'),
})
const oauthApp = createRoute({ getParentRoute: () => oauthApps, path: '$appId' })
const oauthAppHome = createRoute({
  getParentRoute: () => oauthApp,
  path: '/',
  component: lazyPage(() => import('../oauth-apps/oauth-app-page.tsx'), 'OAuthAppPage'),
})
const oauthAppEditing = createRoute({
  getParentRoute: () => oauthApp,
  path: 'edit',
  component: lazyPage(() => import('../oauth-apps/edit-oauth-app-page.tsx'), 'EditOAuthAppPage'),
})
const eventStreams = createRoute({
  getParentRoute: () => organizationArea,
  path: 'event-streams',
  validateSearch: pagedSearch,
  component: lazyPage(() => import('../event-streams/event-streams-page.tsx'), 'EventStreamsPage'),
})
const roles = createRoute({ getParentRoute: () => organizationArea, path: 'roles' })
const roleList = createRoute({
  getParentRoute: () => roles,
  path: '/',
  validateSearch: (search): PagedSearch => pagedSearchOf(textsOf(search, ['q', 'page'])),
  component: lazyPage(() => import('../custom-roles/roles-page.tsx'), 'RolesPage'),
})
const newRole = createRoute({
  getParentRoute: () => roles,
  path: 'new',
  component: lazyPage(() => import('../custom-roles/new-role-page.tsx'), 'NewRolePage'),
})
const customRole = createRoute({
  getParentRoute: () => roles,
  path: 'custom/$roleName',
  component: lazyPage(() => import('../custom-roles/custom-role-page.tsx'), 'CustomRolePage'),
})
const settings = createRoute({
  getParentRoute: () => organizationArea,
  path: 'settings',
  component: lazyPage(() => import('../organizations/settings-page.tsx'), 'SettingsPage'),
})
const organizations = createRoute({
  getParentRoute: () => organizationArea,
  path: 'organizations',
  validateSearch: pagedSearch,
  component: lazyPage(() => import('../organizations/managed/organizations-page.tsx'), 'OrganizationsPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setUp,
    invitation,
    forgotPassword,
    resetPassword,
    signedIn.addChildren([
      home,
      anyNewApiToken,
      organization.addChildren([
        organizationHome,
        request,
        account.addChildren([
          accountHome,
          profile,
          security,
          apiTokens.addChildren([apiTokenList, newApiToken, apiToken]),
          myRoles,
          connectedApps,
        ]),
        organizationArea.addChildren([
          areaHome,
          people.addChildren([peopleList, person]),
          groups.addChildren([groupList, group]),
          invitations,
          requests,
          roles.addChildren([roleList, newRole, customRole]),
          services.addChildren([
            serviceList,
            serviceCatalogue,
            newService,
            service.addChildren([serviceHome, serviceEditing, serviceOffers]),
          ]),
          oauthApps.addChildren([
            oauthAppList,
            newOAuthApp,
            oauthApp.addChildren([oauthAppHome, oauthAppEditing]),
          ]),
          eventStreams,
          settings,
          organizations,
        ]),
      ]),
    ]),
  ]),
  basepath: basePath,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultErrorComponent: FailedContent,
  defaultPendingComponent: PendingPage,
  // Sooner it would only flicker.
  defaultPendingMs: 150,
  defaultPendingMinMs: 300,
  scrollRestoration: true,
  // Search parameters are what people and documentation write: plain text, not JSON.
  parseSearch,
  stringifySearch,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
