/** What an API token was created with. It bounds the token for ever; what it is worth is computed at each exchange. */
import { Refusal } from './refusal.ts'

/** A role, narrowed to one resource, or (null) as far as it is held. */
export type SelectedRole = { readonly name: string; readonly resource: string | null }

/** A single permission, narrowed to some resources, or (empty) as far as it is held. */
export type SelectedPermission = { readonly name: string; readonly resources: readonly string[] }

export type Selection = {
  /** Every role held here, as they come and go. */
  readonly allRoles: boolean
  /** Every permission of every role held here, without the roles themselves. */
  readonly allPermissions: boolean
  readonly roles: readonly SelectedRole[]
  readonly permissions: readonly SelectedPermission[]
}

export type ServiceSelection = Selection & { readonly serviceId: string }

export type AllowedScopes = {
  /** The exchange also returns an ID token. */
  readonly openId: boolean
  /** Access tokens from it may make changes at Countersign itself. Its own choice: never part of all roles. */
  readonly administration: boolean
  /** Everything the account holds in the organization, services that come later included. */
  readonly allRoles: boolean
  readonly organization: Selection
  readonly services: readonly ServiceSelection[]
}

export const NO_SELECTION: Selection = { allRoles: false, allPermissions: false, roles: [], permissions: [] }

/** Null or empty scopes are these: nothing, never everything. */
export const NO_SCOPES: AllowedScopes = {
  openId: false,
  administration: false,
  allRoles: false,
  organization: NO_SELECTION,
  services: [],
}

/** The bound of a person who is signed in: whatever they hold. Administration is nothing that is held. */
export const EVERY_SCOPE: AllowedScopes = { ...NO_SCOPES, openId: true, allRoles: true }

/** More than this and each exchange costs everyone's time, and a list of tokens more than a page. */
const MOST_SELECTED = 1000
const MOST_BYTES = 32 * 1024

/** How many roles, permissions and resources are named, however often each; a service counts even with none. */
export const countSelected = ({ organization, services }: AllowedScopes): number =>
  services.reduce((sum, service) => sum + Math.max(1, countIn(service)), countIn(organization))

const countIn = ({ roles, permissions }: Selection): number =>
  permissions.reduce((sum, { resources }) => sum + Math.max(1, resources.length), roles.length)

const utf8 = new TextEncoder()

export function refuseTooManyScopes(scopes: AllowedScopes): void {
  const count = countSelected(scopes)
  if (count > MOST_SELECTED) {
    throw tooMany(
      `At most ${MOST_SELECTED} roles, permissions and resources can be named, and these are ${count}.`,
    )
  }
  const bytes = utf8.encode(JSON.stringify(scopes)).length
  if (bytes > MOST_BYTES) {
    throw tooMany(`Scopes may take ${MOST_BYTES} bytes written as JSON, and these take ${bytes}.`)
  }
}

function tooMany(what: string): Refusal {
  const detail = `${what} Choose all roles instead, or several API tokens.`
  return new Refusal('scope_invalid', { detail, fields: { scopes: detail } })
}

/** The same choice with each service, role and permission in it once. */
export function withoutRepetition({ services, organization, ...scopes }: AllowedScopes): AllowedScopes {
  const byService = new Map<string, ServiceSelection[]>()
  for (const service of services) {
    const same = byService.get(service.serviceId)
    if (same) same.push(service)
    else byService.set(service.serviceId, [service])
  }
  return {
    ...scopes,
    organization: merged([organization]),
    services: [...byService].map(([serviceId, same]) => ({ serviceId, ...merged(same) })),
  }
}

function merged(selections: readonly Selection[]): Selection {
  const roles = new Map<string, SelectedRole>()
  const permissions = new Map<string, Set<string> | undefined>()
  for (const selection of selections) {
    for (const role of selection.roles) roles.set(JSON.stringify([role.name, role.resource]), role)
    for (const { name, resources } of selection.permissions) {
      const known = permissions.has(name) ? permissions.get(name) : new Set<string>()
      // None means as far as it is held, and then some say nothing more.
      permissions.set(name, resources.length === 0 ? undefined : known)
      for (const resource of resources) known?.add(resource)
    }
  }
  return {
    allRoles: selections.some(({ allRoles }) => allRoles),
    allPermissions: selections.some(({ allPermissions }) => allPermissions),
    roles: [...roles.values()],
    permissions: [...permissions].map(([name, resources]) => ({ name, resources: [...(resources ?? [])] })),
  }
}
