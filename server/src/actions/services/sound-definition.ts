/** A service's definition as it may be kept: names that can't be mistaken in an access token, and no more than the limit. */
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import { keptLine, LONGEST } from '../kept-text.ts'
import type { Settings } from '../needs.ts'

export type NewService = Pick<Service, 'name' | 'displayName' | 'roles' | 'permissions'> & {
  readonly description?: string | null
}

const SERVICE_NAME = /^[a-z][a-z0-9-]{0,62}$/
const LOCAL_NAME = /^[a-z][a-z0-9._-]{0,62}$/

/** Where in a definition something is wrong, and how that is refused. */
export type Flaw = { readonly path: Path; readonly refusal: Refusal }
export type Path = readonly (string | number)[]
type Limits = Pick<Settings, 'rightsPerService'>

/** @throws {Refusal} `service_invalid`, `limit_reached`, `request_invalid` */
export function soundDefinition(
  definition: NewService,
  limits: Limits,
): NewService & Pick<Service, 'description'> {
  const [flaw] = unsoundIn(definition, limits)
  if (flaw !== undefined) throw located(flaw)
  return keptDefinition(definition, (text, { path, field, most }) => {
    try {
      return keptLine(text, field, most)
    } catch (error) {
      throw error instanceof Refusal ? located({ path, refusal: error }) : error
    }
  })
}

/** With the place as a field of the request, so that a form can say it there. */
const located = ({ path, refusal: { code, detail } }: Flaw): Refusal =>
  new Refusal(code, { detail, ...(path.length > 0 && { fields: { [path.join('.')]: detail } }) })

/** All of them, for whoever wrote the definition into a file. */
export function flawsIn(definition: NewService, limits: Limits): Flaw[] {
  const flaws = [...unsoundIn(definition, limits)]
  keptDefinition(definition, (text, { path, field, most }) => {
    try {
      return keptLine(text, field, most)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      flaws.push({ path, refusal: error })
      return text
    }
  })
  return flaws
}

type Line = { readonly path: Path; readonly field: string; readonly most: number }
type Keep = (text: string, line: Line) => string

const keptDefinition = (
  { name, displayName, description, permissions, roles }: NewService,
  keep: Keep,
): NewService & Pick<Service, 'description'> => ({
  name,
  displayName: keep(displayName, { path: ['displayName'], field: 'displayName', most: LONGEST.name }),
  description: description
    ? keep(description, { path: ['description'], field: 'description', most: LONGEST.description })
    : null,
  permissions: permissions.map((permission, at) => {
    const path = ['permissions', at, 'description']
    const line = { path, field: `description of ${permission.name}`, most: LONGEST.description }
    const kept = permission.description === '' ? '' : keep(permission.description, line)
    return { name: permission.name, description: kept }
  }),
  roles: roles.map((role, at) => {
    const path = ['roles', at, 'displayName']
    const line = { path, field: `displayName of ${role.name}`, most: LONGEST.name }
    return { name: role.name, displayName: keep(role.displayName, line), permissions: role.permissions }
  }),
})

/** One after the other, since of a request the first is enough. */
function* unsoundIn(definition: NewService, { rightsPerService }: Limits): Generator<Flaw> {
  const { name, roles, permissions } = definition
  if (!SERVICE_NAME.test(name)) {
    yield unsound(['name'], 'A service name is lower-case letters, digits and hyphens.')
  }
  yield* misnamedIn(definition)
  const known = new Set(permissions.map((permission) => permission.name))
  for (const [at, role] of roles.entries()) {
    const seen = new Set<string>()
    for (const [position, permission] of role.permissions.entries()) {
      const path = ['roles', at, 'permissions', position]
      if (seen.has(permission)) yield unsound(path, `The role ${role.name} has ${permission} twice.`)
      seen.add(permission)
      if (known.has(permission)) continue
      yield unsound(path, `The role ${role.name} has ${permission}, which the service does not define.`)
    }
  }
  const rights = roles.reduce((sum, role) => sum + 1 + role.permissions.length, permissions.length)
  if (rights <= rightsPerService) return
  const detail = `A service can define ${rightsPerService} rights: its permissions, its roles, and the permissions in each role. This one defines ${rights}. Leave some out, or make two services of it.`
  yield { path: [], refusal: new Refusal('limit_reached', { detail }) }
}

function* misnamedIn({ name, roles, permissions }: NewService): Generator<Flaw> {
  const seen = new Set<string>()
  for (const [list, named] of [
    ['permissions', permissions],
    ['roles', roles],
  ] as const) {
    for (const [at, { name: own }] of named.entries()) {
      const path = [list, at, 'name']
      // In an access token both are written alike: a role named as a permission would be given with it.
      if (seen.has(own)) {
        yield unsound(path, `Every role and permission needs a name of its own, and "${own}" is there twice.`)
      }
      seen.add(own)
      const [service, local, ...rest] = own.split(':')
      if (service === name && local !== undefined && rest.length === 0 && LOCAL_NAME.test(local)) continue
      yield unsound(path, `"${own}" must be written ${name}:<name>.`)
    }
  }
}

const unsound = (path: Path, detail: string): Flaw => ({
  path,
  refusal: new Refusal('service_invalid', { detail }),
})
