/** Refuses whoever lacks the one permission that a thing needs, and says which it is. */
import { permits } from '../domain/authority.ts'
import type { Caller } from '../domain/caller.ts'
import type { OrganizationPermission } from '../domain/organization-roles.ts'
import { Refusal } from '../domain/refusal.ts'

/** @throws {Refusal} `forbidden` */
export function refuseWithout(
  { authority }: Pick<Caller, 'authority'>,
  permission: OrganizationPermission,
): void {
  if (permits(authority, permission)) return
  throw new Refusal('forbidden', {
    detail: `This needs the permission ${permission}. Ask an organization owner for a role that has it.`,
  })
}
