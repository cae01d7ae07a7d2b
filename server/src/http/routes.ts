/** Every route of `/api/v1`. The router, the OpenAPI document and the test that walks them as every kind of caller read it. */
import type { Route } from './route.ts'
import { apiTokenRoutes } from './v1/api-tokens.ts'
import { connectedAppRoutes } from './v1/connected-apps.ts'
import { customRoleRoutes } from './v1/custom-roles.ts'
import { feedTokenRoutes } from './v1/feed-tokens.ts'
import { eventStreamRoutes } from './v1/event-streams.ts'
import { groupRoutes } from './v1/groups.ts'
import { installationRoutes } from './v1/installation.ts'
import { invitationRoutes } from './v1/invitations.ts'
import { leakRoutes } from './v1/leaks.ts'
import { mailRoutes } from './v1/mail.ts'
import { oauthAppRoutes } from './v1/oauth-apps.ts'
import { organizationRoutes } from './v1/organizations.ts'
import { peopleRoutes } from './v1/people.ts'
import { passwordResetRoutes } from './v1/password-resets.ts'
import { policyRoutes } from './v1/policies.ts'
import { roleRequestRoutes } from './v1/role-requests.ts'
import { roleRoutes } from './v1/roles.ts'
import { serviceRoutes } from './v1/services.ts'
import { sessionRoutes } from './v1/sessions.ts'

export const routes: readonly Route[] = [
  ...installationRoutes,
  ...sessionRoutes,
  ...connectedAppRoutes,
  ...organizationRoutes,
  ...peopleRoutes,
  ...invitationRoutes,
  ...passwordResetRoutes,
  ...policyRoutes,
  ...mailRoutes,
  ...roleRoutes,
  ...roleRequestRoutes,
  ...groupRoutes,
  ...customRoleRoutes,
  ...serviceRoutes,
  ...oauthAppRoutes,
  ...feedTokenRoutes,
  ...eventStreamRoutes,
  ...apiTokenRoutes,
  ...leakRoutes,
]
