/** @countersign/api: the HTTP contract as schemas, types and a client. It decides nothing. */
export * from './api-tokens.ts'
export { ApiError, createClient, type CallInput, type Client, type ClientOptions } from './client.ts'
export type { AnswerOf, BodyOf, Endpoint, ParamsOf, QueryOf } from './endpoint.ts'
export * as endpoints from './endpoints.ts'
export * from './people.ts'
export { Problem } from './problem.ts'
export * from './scopes.ts'
