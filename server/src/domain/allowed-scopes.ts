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
  /** Everything the account holds in the organization, services that come later included. */
  readonly allRoles: boolean
  readonly organization: Selection
  readonly services: readonly ServiceSelection[]
}

export const NO_SELECTION: Selection = { allRoles: false, allPermissions: false, roles: [], permissions: [] }

/** Null or empty scopes are these: nothing, never everything. */
export const NO_SCOPES: AllowedScopes = {
  openId: false,
  allRoles: false,
  organization: NO_SELECTION,
  services: [],
}

/** The bound of a person who is signed in: whatever they hold. */
export const EVERY_SCOPE: AllowedScopes = { ...NO_SCOPES, openId: true, allRoles: true }

/** More than this and an access token outgrows every header, and each exchange costs everyone's time. */
const MOST_SELECTED = 1000

/** How many roles, permissions and resources are named. */
export const countSelected = ({ organization, services }: AllowedScopes): number =>
  [organization, ...services]
    .flatMap(({ roles, permissions }) => [
      roles.length,
      ...permissions.map(({ resources }) => Math.max(1, resources.length)),
    ])
    .reduce((sum, count) => sum + count, 0)

export function refuseTooManyScopes(scopes: AllowedScopes): void {
  if (countSelected(scopes) <= MOST_SELECTED) return
  const detail = `At most ${MOST_SELECTED} roles, permissions and resources can be named. Choose all roles instead, or several tokens.`
  throw new Refusal('scope_invalid', { detail, fields: { scopes: detail } })
}
