/** The organizations that a person belongs to, and what they may do in each at Countersign itself. One read. */
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import type { Authority } from '../../domain/authority.ts'
import type { Organization } from '../../domain/organization.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { Needs } from '../needs.ts'

export type OwnOrganization = { readonly organization: Organization; readonly permissions: readonly string[] }

export async function listOwnOrganizations(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  userId: string,
): Promise<OwnOrganization[]> {
  const at = now()
  const found = await store.organizations.listWithRoles(userId)
  return found.map(({ organization, roles }) => ({
    organization,
    // In a suspended one nobody can do anything.
    permissions:
      organization.suspendedAt === null ? permissionsIn(effectiveScope(EVERY_SCOPE, roles, at)) : [],
  }))
}

/** The names of the permissions in the organization itself. */
export const permissionsIn = ({ grants }: Pick<Authority, 'grants'>): string[] => [
  ...new Set(
    grants
      .filter(({ kind, serviceId }) => kind === 'permission' && serviceId === null)
      .map(({ name }) => name),
  ),
]
