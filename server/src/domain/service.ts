/** Something that accepts access tokens: it defines its roles, each a named set of its permissions. */
import type { Instant } from './instant.ts'

export type Permission = { readonly name: string; readonly description: string }

export type ServiceRole = {
  readonly name: string
  readonly displayName: string
  readonly permissions: readonly string[]
}

export type Service = {
  /** The service definition id: what stands in `aud` and `perms`. */
  readonly id: string
  /** Of its provider, which registered it; those that have it are others too. */
  readonly organizationId: string
  readonly name: string
  readonly displayName: string
  readonly roles: readonly ServiceRole[]
  readonly permissions: readonly Permission[]
  readonly createdAt: Instant
}
