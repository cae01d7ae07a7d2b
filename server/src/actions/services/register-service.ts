/** Registers a service with its roles and permissions. Their names begin with the service's, so that none is ambiguous. */
import { randomUuid } from '../../crypto/random.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import { auditEvent } from '../audit.ts'
import { keptLine, LONGEST } from '../kept-text.ts'
import type { Needs } from '../needs.ts'

export type NewService = Pick<Service, 'name' | 'displayName' | 'roles' | 'permissions'>

const SERVICE_NAME = /^[a-z][a-z0-9-]{0,62}$/
const LOCAL_NAME = /^[a-z][a-z0-9._-]{0,62}$/

export async function registerService(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  organizationId: string,
  definition: NewService,
): Promise<Service> {
  refuseUnlessSound(definition)
  const service: Service = {
    ...keptDefinition(definition),
    id: randomUuid(),
    organizationId,
    createdAt: now(),
  }
  return store.change(async (tx) => {
    await tx.services.insert(service)
    const target = { type: 'service', id: service.id }
    const details = { name: service.name }
    return {
      result: service,
      events: [
        auditEvent(service.createdAt, null, 'csp__register_service', { organizationId, target, details }),
      ],
    }
  })
}

const keptDefinition = (definition: NewService): NewService => ({
  ...definition,
  displayName: keptLine(definition.displayName, 'displayName', LONGEST.name),
  permissions: definition.permissions.map((permission) => ({
    ...permission,
    description:
      permission.description === ''
        ? ''
        : keptLine(permission.description, `description of ${permission.name}`, LONGEST.description),
  })),
  roles: definition.roles.map((role) => ({
    ...role,
    displayName: keptLine(role.displayName, `displayName of ${role.name}`, LONGEST.name),
  })),
})

function refuseUnlessSound({ name, roles, permissions }: NewService): void {
  const refuse = (detail: string): never => {
    throw new Refusal('request_invalid', { detail })
  }
  if (!SERVICE_NAME.test(name)) refuse('A service name is lower-case letters, digits and hyphens.')
  const known = new Set(permissions.map((permission) => permission.name))
  const names = [...permissions, ...roles].map((each) => each.name)
  // In an access token both are written alike: a role named as a permission would be given with it.
  if (new Set(names).size < names.length) refuse('Every role and permission needs a name of its own.')
  for (const own of names) {
    const [service, local, ...rest] = own.split(':')
    if (service !== name || local === undefined || rest.length > 0 || !LOCAL_NAME.test(local)) {
      refuse(`"${own}" must be written ${name}:<name>.`)
    }
  }
  for (const role of roles) {
    for (const permission of role.permissions) {
      if (!known.has(permission))
        refuse(`The role ${role.name} has ${permission}, which the service does not define.`)
    }
  }
}
