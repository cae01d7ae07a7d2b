/** A service's definition as it may be kept: names that can't be mistaken in an access token, and no more than the limit. */
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import { keptDescription, keptLine, LONGEST } from '../kept-text.ts'
import type { Settings } from '../needs.ts'

export type NewService = Pick<Service, 'name' | 'displayName' | 'roles' | 'permissions'> & {
  readonly description?: string | null
}

const SERVICE_NAME = /^[a-z][a-z0-9-]{0,62}$/
const LOCAL_NAME = /^[a-z][a-z0-9._-]{0,62}$/

/** @throws {Refusal} `service_invalid`, `limit_reached` */
export function soundDefinition(
  definition: NewService,
  { rightsPerService }: Pick<Settings, 'rightsPerService'>,
): NewService & Pick<Service, 'description'> {
  refuseUnlessSound(definition)
  const { roles, permissions } = definition
  const rights = roles.reduce((sum, role) => sum + 1 + role.permissions.length, permissions.length)
  if (rights > rightsPerService) {
    const detail = `A service can define ${rightsPerService} rights: its permissions, its roles, and the permissions in each role. This one defines ${rights}. Leave some out, or make two services of it.`
    throw new Refusal('limit_reached', { detail })
  }
  return keptDefinition(definition)
}

const keptDefinition = (definition: NewService) => ({
  name: definition.name,
  displayName: keptLine(definition.displayName, 'displayName', LONGEST.name),
  description: keptDescription(definition.description),
  permissions: definition.permissions.map(({ name, description }) => ({
    name,
    description:
      description === '' ? '' : keptLine(description, `description of ${name}`, LONGEST.description),
  })),
  roles: definition.roles.map(({ name, displayName, permissions }) => ({
    name,
    displayName: keptLine(displayName, `displayName of ${name}`, LONGEST.name),
    permissions,
  })),
})

function refuseUnlessSound({ name, roles, permissions }: NewService): void {
  const refuse = (detail: string): never => {
    throw new Refusal('service_invalid', { detail })
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
    if (new Set(role.permissions).size < role.permissions.length) {
      refuse(`The role ${role.name} has a permission twice.`)
    }
    for (const permission of role.permissions) {
      if (!known.has(permission))
        refuse(`The role ${role.name} has ${permission}, which the service does not define.`)
    }
  }
}
