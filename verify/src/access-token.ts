/**
 * An access token that has been checked: who calls, for which organization, and what they may do in this service.
 * Refuses to guess: a permission asked for without a resource is not found in a grant for one resource.
 */
import type { AccessTokenClaims } from './claims.ts'
import { VerifyError } from './errors.ts'

/** Which one thing a role or permission is asked for; without `resource`, all of them. */
export type OnResource = { resource?: string | undefined }

export class AccessToken {
  readonly #claims: AccessTokenClaims
  readonly #services: readonly string[]

  constructor(claims: AccessTokenClaims, services: readonly string[]) {
    this.#claims = claims
    this.#services = services
  }

  /** Everything the token says, frozen: the same object may serve many requests. */
  get claims(): AccessTokenClaims {
    return this.#claims
  }
  /** `<domain>:<uuid>` of the user. */
  get subject(): string {
    return this.#claims.sub
  }
  get username(): string | undefined {
    return this.#claims.username
  }
  get organizationId(): string {
    return this.#claims.context_name
  }
  /** The public id of the API token this was exchanged for: what a log may say, and what a revocation list holds. */
  get apiTokenId(): string {
    return this.#claims.client_id
  }
  /** The id of this access token, its `jti`. */
  get id(): string {
    return this.#claims.jti
  }
  get expiresAt(): Date {
    return new Date(this.#claims.exp * 1000)
  }

  /**
   * Whether this service has granted the permission. A grant without a resource covers every resource; a grant for
   * a resource covers that one only.
   * @example token.hasPermission('inventory:item.read', { resource: 'warehouse-7' })
   */
  hasPermission(permission: string, on: OnResource = {}): boolean {
    return this.#holds(permission, on)
  }
  /** The same question for a service role. */
  hasRole(role: string, on: OnResource = {}): boolean {
    return this.#holds(role, on)
  }
  /** Whether the user has a role in the organization itself, such as `org_owner`, and the token carries it. */
  hasOrganizationRole(role: string): boolean {
    return this.#claims.perms.includes(`csp:${role}`)
  }

  /** Throws `permission_missing` unless `hasPermission`. */
  requirePermission(permission: string, on?: OnResource): void {
    if (this.hasPermission(permission, on)) return
    throw new VerifyError('permission_missing', { detail: `This needs the permission ${permission}.` })
  }
  /** Throws `role_missing` unless `hasRole`. */
  requireRole(role: string, on?: OnResource): void {
    if (this.hasRole(role, on)) return
    throw new VerifyError('role_missing', { detail: `This needs the role ${role}.` })
  }
  /** Throws `role_missing` unless `hasOrganizationRole`. */
  requireOrganizationRole(role: string): void {
    if (this.hasOrganizationRole(role)) return
    throw new VerifyError('role_missing', { detail: `This needs the organization role ${role}.` })
  }

  /**
   * What a list may show: `'all'`, or the resources for which the permission was granted (none: an empty array).
   * @example const warehouses = token.resourcesWith('inventory:item.read')
   */
  resourcesWith(permission: string): 'all' | string[] {
    if (this.hasPermission(permission)) return 'all'
    const resources = this.#claims.perms.flatMap((grant) => {
      const [kind, service, resource, name, ...more] = grant.split('/')
      if (kind !== 'external' || !this.#services.includes(service!)) return []
      return resource && name === permission && !more.length ? decoded(resource) : []
    })
    return [...new Set(resources)]
  }

  #holds(name: string, { resource }: OnResource): boolean {
    // A slash in a name would let `warehouse-7/inventory:item.read` pass for a grant without a resource.
    if (name.includes('/')) return false
    const { perms } = this.#claims
    return this.#services.some((service) => {
      if (perms.includes(`external/${service}/${name}`)) return true
      if (!resource?.isWellFormed()) return false // absent, empty, or nothing that can be encoded
      return perms.includes(`external/${service}/${encodeURIComponent(resource)}/${name}`)
    })
  }
}

function decoded(resource: string): string[] {
  try {
    return [decodeURIComponent(resource)]
  } catch {
    return [] // not what the server writes; granting nothing is the safe reading
  }
}
