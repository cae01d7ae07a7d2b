/** @countersign/api: the HTTP contract as schemas, types and a client. It decides nothing. */
export * from './api-tokens.ts'
export {
  ApiError,
  createClient,
  type CallInput,
  type Client,
  type ClientOptions,
  type Editable,
} from './client.ts'
export * from './connected-apps.ts'
export * from './custom-roles.ts'
export * from './event-streams.ts'
export * from './feed-tokens.ts'
export type { AnswerOf, BodyOf, Endpoint, ParamsOf, QueryOf } from './endpoint.ts'
export { heedsIfMatch, isChange } from './endpoint.ts'
export * as endpoints from './endpoints.ts'
export * from './groups.ts'
export * from './installation.ts'
export * from './invitations.ts'
export * from './leaks.ts'
export * from './mail.ts'
export * from './counted-refusal.ts'
export * from './oauth-apps.ts'
export * from './organizations.ts'
export * from './password-resets.ts'
export * from './people.ts'
export * from './policies.ts'
export { Problem } from './problem.ts'
export * from './role-requests.ts'
export * from './roles.ts'
export * from './scopes.ts'
export * from './services.ts'
export * from './sessions.ts'
