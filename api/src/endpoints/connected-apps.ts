/** What one let in oneself. */
import { ConnectedAppPage } from '../connected-apps.ts'
import { endpoint } from '../endpoint.ts'
import { OAuthAppId } from '../oauth-apps.ts'
import { Strict, Uuid } from '../text.ts'
import { V1, PAGE } from './shared.ts'

export const listConnectedApps = endpoint({
  method: 'GET',
  path: `${V1}/account/connected-apps`,
  summary: 'Applications that you let in, in every organization, those used last first',
  query: PAGE,
  answer: ConnectedAppPage,
})
export const withdrawConnectedApp = endpoint({
  method: 'DELETE',
  path: `${V1}/account/connected-apps/:organizationId/:appId`,
  summary: 'Withdraw what you allowed an application; its tokens end at once',
  params: Strict({ organizationId: Uuid('The organization'), appId: OAuthAppId }),
  status: 204,
})
