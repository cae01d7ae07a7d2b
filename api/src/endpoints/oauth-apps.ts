/** An organization's own identities, and those that it added. */
import Type from 'typebox'
import { OAuthAppRefusalPage } from '../counted-refusal.ts'
import { endpoint } from '../endpoint.ts'
import {
  AddedOAuthSecret,
  AddOAuthSecret,
  AppConsequences,
  AppOrganizationPage,
  CreatedOAuthApp,
  CreateOAuthApp,
  EditOAuthApp,
  EndOAuthSecret,
  OAuthApp,
  OAuthAppId,
  OAuthAppPage,
} from '../oauth-apps.ts'
import { GiveRole, RoleName } from '../roles.ts'
import { SearchText, Strict, Uuid } from '../text.ts'
import { ORGANIZATION, inOrganization, PAGE } from './shared.ts'

const APPS = `${ORGANIZATION}/oauth-apps` as const
const APP = `${APPS}/:appId` as const
const ofApp = Strict({ organizationId: Uuid('The organization'), appId: OAuthAppId })
const SecretId = Type.String({ pattern: '^[0-9A-Za-z]{12}$', description: 'The public id of a secret' })

const DEFINITION = [
  ...['name', 'description', 'redirectUris', 'postLogoutRedirectUris', 'authentication', 'publicKeys'],
  ...['accessTokenSeconds', 'hasRefreshTokens', 'refreshIdleSeconds', 'refreshLifetimeSeconds'],
  ...['hasDeviceFlow', 'scopes', 'requiresDpop', 'isShared'],
]

export const listOAuthApps = endpoint({
  method: 'GET',
  path: APPS,
  summary: 'The OAuth apps that an organization has, its own and added ones, by name',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: OAuthAppPage,
})
export const createOAuthApp = endpoint({
  method: 'POST',
  path: APPS,
  summary: 'Make an OAuth app. One that proves itself by a secret gets its first',
  params: inOrganization,
  body: CreateOAuthApp,
  status: 201,
  answer: CreatedOAuthApp,
})
export const addOAuthApp = endpoint({
  method: 'POST',
  path: `${APPS}/added`,
  summary: 'Add an OAuth app that another organization shares, by its id',
  params: inOrganization,
  body: Strict({ id: OAuthAppId }),
  status: 201,
  answer: OAuthApp,
})
export const removeAddedOAuthApp = endpoint({
  method: 'DELETE',
  path: `${APPS}/added/:appId`,
  summary: 'Remove an added OAuth app from an organization, with its roles and what people let it have there',
  params: ofApp,
  status: 204,
})
export const showOAuthApp = endpoint({
  method: 'GET',
  path: APP,
  summary: 'An OAuth app, its secrets and the roles it holds',
  params: ofApp,
  answer: OAuthApp,
  editable: DEFINITION,
})
export const editOAuthApp = endpoint({
  method: 'PUT',
  path: APP,
  summary: 'Define an OAuth app anew. What people allowed it stays so; for more they are asked again',
  params: ofApp,
  body: EditOAuthApp,
  answer: OAuthApp,
  editable: DEFINITION,
})
export const deactivateOAuthApp = endpoint({
  method: 'PATCH',
  path: APP,
  summary: 'Deactivate or reactivate an OAuth app',
  params: ofApp,
  body: Strict({ isDeactivated: Type.Boolean() }),
  answer: OAuthApp,
})
export const showOAuthAppConsequences = endpoint({
  method: 'GET',
  path: `${APP}/consequences`,
  summary: 'What would stop if an OAuth app were removed',
  params: ofApp,
  answer: AppConsequences,
})
export const removeOAuthApp = endpoint({
  method: 'DELETE',
  path: APP,
  summary: 'Remove an OAuth app for good, in all organizations that have it',
  params: ofApp,
  status: 204,
})
export const listOAuthAppOrganizations = endpoint({
  method: 'GET',
  path: `${APP}/organizations`,
  summary: 'The organizations that have an OAuth app of one’s own',
  params: ofApp,
  query: PAGE,
  answer: AppOrganizationPage,
})
export const listOAuthAppRefusals = endpoint({
  method: 'GET',
  path: `${APP}/refusals`,
  summary:
    'How often an OAuth app of one’s own was refused and why, by the hour, newest first; kept for 400 days',
  params: ofApp,
  query: PAGE,
  answer: OAuthAppRefusalPage,
})
export const addOAuthSecret = endpoint({
  method: 'POST',
  path: `${APP}/secrets`,
  summary: 'Make a secret of an OAuth app, beside the present one or instead of it. Its value is shown once',
  params: ofApp,
  body: AddOAuthSecret,
  status: 201,
  answer: AddedOAuthSecret,
})
export const endOAuthSecret = endpoint({
  method: 'POST',
  path: `${APP}/secrets/:secretId/end`,
  summary: 'End a secret of an OAuth app at once; one that leaked with what came of it',
  params: Strict({ ...ofApp.properties, secretId: SecretId }),
  body: EndOAuthSecret,
  answer: OAuthApp,
})
export const giveOAuthAppRole = endpoint({
  method: 'PUT',
  path: `${APP}/roles`,
  summary: 'Give a machine a role in an organization, or change its period; nobody gives more than they hold',
  params: ofApp,
  body: GiveRole,
  answer: OAuthApp,
})
export const takeOAuthAppRole = endpoint({
  method: 'POST',
  path: `${APP}/roles/removal`,
  summary: 'Take a role from a machine',
  params: ofApp,
  body: RoleName,
  answer: OAuthApp,
})
