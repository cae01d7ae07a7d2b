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
  readonly description: string | null
  readonly roles: readonly ServiceRole[]
  readonly permissions: readonly Permission[]
  readonly createdAt: Instant
}

/** As it stands in a list: how many it defines, and what its provider is called. */
export type ListedService = Omit<Service, 'roles' | 'permissions' | 'createdAt'> & {
  readonly provider: string
  readonly roles: number
  readonly permissions: number
}

/** Which organizations may add it: all, or these. */
export type ServiceOffers = { readonly toAll: boolean; readonly organizationIds: readonly string[] }

/** What its provider says of it, whole. The name stays: those of its roles begin with it. */
export type ServiceDefinition = Pick<Service, 'displayName' | 'description' | 'roles' | 'permissions'>
