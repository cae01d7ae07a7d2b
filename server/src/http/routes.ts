/** Every route of `/api/v1`. The router, the OpenAPI document and the test that walks them as every kind of caller read it. */
import type { Route } from './route.ts'
import { accountRoutes } from './v1/account.ts'
import { apiTokenRoutes } from './v1/api-tokens.ts'
import { sessionRoutes } from './v1/session.ts'

export const routes: readonly Route[] = [...sessionRoutes, ...accountRoutes, ...apiTokenRoutes]
