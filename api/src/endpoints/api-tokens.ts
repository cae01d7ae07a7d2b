/** The life of API tokens. */
import Type from 'typebox'
import {
  ApiToken,
  ApiTokenEffectiveScope,
  ApiTokenPage,
  AuditEventPage,
  EditApiToken,
  GenerateApiToken,
  GeneratedApiToken,
  RegenerateApiToken,
  RevokeApiTokens,
  RevokePresentedApiToken,
  RevokingOptions,
  Usage,
  UsageOptions,
  ValueId,
} from '../api-tokens.ts'
import { endpoint } from '../endpoint.ts'
import { EffectiveScope, Scopes } from '../scopes.ts'
import { ApiTokenId, Strict, Uuid } from '../text.ts'
import { RefusedExchangePage } from '../counted-refusal.ts'
import { ORGANIZATION, V1, inOrganization, PAGE, items } from './shared.ts'

const API_TOKENS = `${ORGANIZATION}/api-tokens` as const
const API_TOKEN = `${API_TOKENS}/:apiTokenId` as const
const ofApiToken = Strict({ organizationId: Uuid('The organization'), apiTokenId: ApiTokenId })

export const listApiTokens = endpoint({
  method: 'GET',
  path: API_TOKENS,
  summary: 'Your API tokens, newest first',
  params: inOrganization,
  query: PAGE,
  answer: ApiTokenPage,
})
export const generateApiToken = endpoint({
  method: 'POST',
  path: API_TOKENS,
  summary: 'Generate an API token',
  params: inOrganization,
  body: GenerateApiToken,
  status: 201,
  answer: GeneratedApiToken,
})
export const previewScopes = endpoint({
  method: 'POST',
  path: `${API_TOKENS}/preview`,
  summary: 'What a choice of scopes would be worth now',
  params: inOrganization,
  body: Strict({ scopes: Scopes }),
  answer: EffectiveScope,
  isRead: true,
})
export const showApiToken = endpoint({
  method: 'GET',
  path: API_TOKEN,
  summary: 'One of your API tokens',
  params: ofApiToken,
  answer: ApiToken,
})
export const editApiToken = endpoint({
  method: 'PATCH',
  path: API_TOKEN,
  summary: 'Rename an API token or change its reminder',
  params: ofApiToken,
  body: EditApiToken,
  answer: ApiToken,
})
export const showEffectiveScope = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/effective-scope`,
  summary: 'What an API token can do right now',
  params: ofApiToken,
  answer: ApiTokenEffectiveScope,
})
export const listApiTokenEvents = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/events`,
  summary: 'What was changed about an API token and with it, newest first',
  params: ofApiToken,
  query: PAGE,
  answer: AuditEventPage,
})
export const listRefusedExchanges = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/refused-exchanges`,
  summary: 'How often an API token was refused and why, by the hour, newest first; kept for 400 days',
  params: ofApiToken,
  query: PAGE,
  answer: RefusedExchangePage,
})
export const showApiTokenUsage = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/usage`,
  summary: 'Successful exchanges of an API token, by day',
  params: ofApiToken,
  query: UsageOptions,
  answer: Usage,
})
export const regenerateApiToken = endpoint({
  method: 'POST',
  path: `${API_TOKEN}/value`,
  summary:
    'Regenerate an API token: a new value; the old one is dead at once, unless an overlap is asked for',
  params: ofApiToken,
  body: RegenerateApiToken,
  answer: GeneratedApiToken,
})
export const endOldValue = endpoint({
  method: 'DELETE',
  path: `${API_TOKEN}/values/:valueId`,
  summary: 'End the old value of an API token that was regenerated with an overlap',
  params: Strict({ ...ofApiToken.properties, valueId: ValueId('The `valueId` of the old value') }),
  answer: ApiToken,
})
export const revokeApiToken = endpoint({
  method: 'DELETE',
  path: API_TOKEN,
  summary: 'Revoke an API token, and those that were made with it',
  params: ofApiToken,
  query: RevokingOptions,
  answer: ApiToken,
})
export const revokeApiTokens = endpoint({
  method: 'POST',
  path: `${API_TOKENS}/revocations`,
  summary: 'Revoke several API tokens, all of them or none',
  params: inOrganization,
  body: RevokeApiTokens,
  answer: items(ApiToken),
})
export const revokePresentedApiToken = endpoint({
  method: 'POST',
  path: `${V1}/api-tokens/revocation`,
  summary:
    'Revoke the API token whose value is presented. The answer is the same for a value that is not known',
  body: RevokePresentedApiToken,
  status: 204,
})
export const revokeAllApiTokens = endpoint({
  method: 'DELETE',
  path: API_TOKENS,
  summary: 'Revoke all your API tokens in an organization',
  params: inOrganization,
  answer: Type.Object({ revoked: Type.Integer() }),
})
