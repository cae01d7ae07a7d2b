/** Choices of scopes in Acme that overlap in every way, and what it means that one right is within others. */
import { NO_SCOPES, NO_SELECTION, type AllowedScopes, type Selection } from '../src/domain/allowed-scopes.ts'

/** Rights that overlap in every way: a choice is some of them. */
export const rightsIn = (inventory: string, billing: string): AllowedScopes[] => {
  const chosen = (more: Partial<Selection>): Selection => ({ ...NO_SELECTION, ...more })
  const role = (name: string, resource: string | null = null) => chosen({ roles: [{ name, resource }] })
  const permission = (name: string, ...resources: string[]) => chosen({ permissions: [{ name, resources }] })
  const inOrganization = [
    chosen({ allRoles: true }),
    chosen({ allPermissions: true }),
    role('org_owner'),
    role('org_member'),
    permission('members.read'),
  ]
  const inInventory = [
    chosen({ allRoles: true }),
    chosen({ allPermissions: true }),
    role('inventory:admin'),
    role('inventory:admin', 'r1'),
    role('inventory:viewer'),
    role('inventory:viewer', 'r1'),
    permission('inventory:item.read'),
    permission('inventory:item.write', 'r1', 'r2'),
  ]
  const inBilling = [
    chosen({ allRoles: true }),
    role('billing:clerk'),
    permission('billing:invoice.pay', 'r1'),
  ]
  return [
    { ...NO_SCOPES, allRoles: true },
    { ...NO_SCOPES, openId: true },
    { ...NO_SCOPES, administration: true },
    ...inOrganization.map((organization) => ({ ...NO_SCOPES, organization })),
    ...inInventory.map((one) => ({ ...NO_SCOPES, services: [{ ...one, serviceId: inventory }] })),
    ...inBilling.map((one) => ({ ...NO_SCOPES, services: [{ ...one, serviceId: billing }] })),
  ]
}

/** One choice of all of them. */
export const together = (rights: readonly AllowedScopes[]): AllowedScopes => {
  const organizations = rights.map(({ organization }) => organization)
  return {
    openId: rights.some(({ openId }) => openId),
    administration: rights.some(({ administration }) => administration),
    allRoles: rights.some(({ allRoles }) => allRoles),
    organization: {
      allRoles: organizations.some(({ allRoles }) => allRoles),
      allPermissions: organizations.some(({ allPermissions }) => allPermissions),
      roles: organizations.flatMap(({ roles }) => roles),
      permissions: organizations.flatMap(({ permissions }) => permissions),
    },
    services: rights.flatMap(({ services }) => services),
  }
}

/** A right on one resource is within the same right on every resource. */
export function isPermWithin(perm: string, perms: readonly string[]): boolean {
  const [, service, , name] = perm.split('/')
  return perms.includes(perm) || (name !== undefined && perms.includes(`external/${service}/${name}`))
}
