/**
 * An access token that has been checked: who calls, for which organization, and what they may do in this service.
 * Refuses to guess: a permission asked for without a resource is not found in a grant for one resource, and of a token
 * that carries only a part of its rights nothing is said that it doesn't say.
 */
import { type CallerIdentity, identityIn } from './caller-identity.ts'
import type { AccessTokenClaims } from './claims.ts'
import { VerifyError } from './errors.ts'
import type { Rights } from './fetch-rights.ts'

/** Which one thing a role or permission is asked for; without `resource`, all of them. */
export type OnResource = { resource?: string | undefined }
/** How the rights are had that the token doesn't carry. */
export type AskForRights = () => Promise<Rights>

/**
 * Its `kind` says who calls, and what else can be read of it: a machine has no `username`.
 * @example const author = token.kind === 'machine' ? token.clientId : token.username
 */
export type AccessToken = CheckedToken & CallerIdentity

/** Frozen: the same object may serve many requests. */
export function createAccessToken(...facts: ConstructorParameters<typeof CheckedToken>): AccessToken {
  const token = Object.assign(new CheckedToken(...facts), identityIn(facts[0]))
  Object.freeze(token)
  return token
}

/** What holds for every kind of caller. */
class CheckedToken {
  readonly #claims: AccessTokenClaims
  readonly #services: readonly string[]
  readonly #askForRights: AskForRights

  constructor(
    claims: AccessTokenClaims,
    services: readonly string[],
    askForRights: AskForRights = refuseToAsk,
  ) {
    this.#claims = claims
    this.#services = services
    this.#askForRights = askForRights
  }

  /** Everything the token says, frozen: the same object may serve many requests. */
  get claims(): AccessTokenClaims {
    return this.#claims
  }
  /** `<domain>:<uuid>` of the person; of a machine the id of its OAuth app, which has no colon. */
  get subject(): string {
    return this.#claims.sub
  }
  /** The tenant. What a service keeps, it keeps under this; what a route names is to be checked against it. */
  get organizationId(): string {
    return this.#claims.context_name
  }
  /** The public id of the API token or of the OAuth app this was issued to: what a log may say, and a revocation list hold. */
  get clientId(): string {
    return this.#claims.client_id
  }
  /** The id of this access token, its `jti`. */
  get id(): string {
    return this.#claims.jti
  }
  get expiresAt(): Date {
    return new Date(this.#claims.exp * 1000)
  }

  /** False when its rights were too many for a header (`ovl`) and have not been asked for. */
  get hasAllRights(): boolean {
    return this.#claims.ovl !== true
  }
  /**
   * This token with all its rights, which the issuer is asked for when the token overflows: once, as long as it lives.
   * A guard asks when its own check needs it; a handler that checks more than its guard did awaits this first.
   * @throws VerifyError `rights_unavailable`, or `token_revoked` when the issuer says so
   * @example const token = await accessTokenOf(request).withAllRights()
   */
  async withAllRights(this: AccessToken): Promise<AccessToken> {
    if (this.hasAllRights) return this
    const rights = await this.#askForRights()
    const { ovl: _, ovl_of: __, ...carried } = this.#claims
    return createAccessToken(Object.freeze({ ...carried, ...rights }), this.#services)
  }

  /**
   * Whether this service has granted the permission. A grant without a resource covers every resource; a grant for
   * a resource covers that one only.
   * @throws VerifyError `rights_unavailable` when it is not among the rights that the token carries, and those are not all
   * @example token.hasPermission('inventory:item.read', { resource: 'warehouse-7' })
   */
  hasPermission(permission: string, on: OnResource = {}): boolean {
    if (this.#holds(permission, on)) return true
    if (!this.hasAllRights) throw partOnly()
    return false
  }
  /** The same question for a service role. Also a token that overflows mostly knows: it carries the names of roles longest. */
  hasRole(role: string, on: OnResource = {}): boolean {
    if (this.#holds(role, on)) return true
    this.#refuseWithoutRoles()
    return false
  }
  /** Whether the caller has a role in the organization itself, such as `org_owner`, and the token carries it. */
  hasOrganizationRole(role: string): boolean {
    this.#refuseWithoutRoles()
    return this.#perms.includes(`csp:${role}`)
  }

  /**
   * Throws `organization_mismatch` unless the token is for this organization, by its id and to the letter. An
   * organization that is missing is none, and never any: a route that forgot to name one lets nobody in.
   * @example token.requireOrganization(request.params.organizationId)
   */
  requireOrganization(organizationId: string | undefined): void {
    if (organizationId === this.organizationId) return
    throw new VerifyError('organization_mismatch')
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
   * @throws VerifyError `rights_unavailable` as `hasPermission` does
   * @example const warehouses = token.resourcesWith('inventory:item.read')
   */
  resourcesWith(permission: string): 'all' | string[] {
    if (this.hasPermission(permission)) return 'all'
    const resources = this.#perms.flatMap((grant) => {
      const [kind, service, resource, name, ...more] = grant.split('/')
      if (kind !== 'external' || !this.#services.includes(service!)) return []
      return resource && name === permission && !more.length ? decoded(resource) : []
    })
    return [...new Set(resources)]
  }

  get #perms(): readonly string[] {
    return this.#claims.perms ?? []
  }

  /** Permissions are left out of a token that overflows first, and then all roles at once. */
  #refuseWithoutRoles(): void {
    if (this.#claims.perms === undefined) throw partOnly()
  }

  #holds(name: string, { resource }: OnResource): boolean {
    // A slash in a name would let `warehouse-7/inventory:item.read` pass for a grant without a resource.
    if (name.includes('/')) return false
    const perms = this.#perms
    return this.#services.some((service) => {
      if (perms.includes(`external/${service}/${name}`)) return true
      if (!resource?.isWellFormed()) return false // absent, empty, or nothing that can be encoded
      return perms.includes(`external/${service}/${encodeURIComponent(resource)}/${name}`)
    })
  }
}

const partOnly = (): VerifyError =>
  new VerifyError('rights_unavailable', {
    detail:
      'The access token carries only a part of its rights. Await its withAllRights() before asking for others.',
  })

const refuseToAsk: AskForRights = async () => {
  throw new VerifyError('rights_unavailable', {
    detail:
      'The access token is too large to carry its rights, and this service does not ask the issuer for them. Exchange the API token with a narrower scope.',
  })
}

function decoded(resource: string): string[] {
  try {
    return [decodeURIComponent(resource)]
  } catch {
    return [] // not what the server writes; granting nothing is the safe reading
  }
}
