/** Reads a pasted definition. What is wrong with a name the form tells beside its field; here only what is no definition. */
import type { RegisterService } from '@countersign/api'
import { type Draft, draftOf } from './draft.ts'

type Read = { readonly draft: Draft } | { readonly problem: string }

export function readDefinition(pasted: string): Read {
  let value: unknown
  try {
    value = JSON.parse(pasted)
  } catch (error) {
    return { problem: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  // A file for the command line may hold a list.
  const services = Array.isArray(value) ? value : [value]
  if (services.length !== 1) return { problem: 'Paste one service at a time.' }
  const problem = problemIn(services[0])
  if (problem !== undefined) return { problem }
  const definition = definitionIn(services[0] as Given)
  const known = new Set(definition.permissions.map(({ name }) => name))
  const unknown = definition.roles.flatMap(({ permissions }) => permissions).find((name) => !known.has(name))
  if (unknown !== undefined) return { problem: `A role has ${unknown}, which permissions does not define.` }
  return { draft: draftOf(definition, false) }
}

type Given = Omit<RegisterService, 'description' | 'permissions'> & {
  readonly description?: string | null
  readonly permissions: readonly { readonly name: string; readonly description?: string }[]
}

const definitionIn = ({
  name,
  displayName,
  description = null,
  roles,
  permissions,
}: Given): RegisterService => ({
  ...{ name, displayName, description, roles },
  permissions: permissions.map((each) => ({ name: each.name, description: each.description ?? '' })),
})

function problemIn(value: unknown): string | undefined {
  if (!isObject(value)) return 'This is no service: it begins with {.'
  for (const field of ['name', 'displayName']) {
    if (typeof value[field] !== 'string') return `${field} must be text.`
  }
  if (!isTextOrNothing(value['description'])) return 'description must be text.'
  const { name, permissions, roles } = value
  if (!isListOf(permissions, (each) => isTextOrNothing(each['description'])))
    return 'permissions must be a list of { "name", "description" }.'
  const isRole = (each: Fields): boolean =>
    typeof each['displayName'] === 'string' && isListOfTexts(each['permissions'])
  if (!isListOf(roles, isRole)) return 'roles must be a list of { "name", "displayName", "permissions" }.'
  const stranger = [...permissions, ...roles].find((each) => !each.name.startsWith(`${String(name)}:`))
  return stranger && `"${stranger.name}" must be written ${String(name)}:<name>.`
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTextOrNothing = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string'

const isListOfTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

const isListOf = (
  value: unknown,
  fits: (each: Fields) => boolean,
): value is readonly (Fields & { readonly name: string })[] =>
  Array.isArray(value) &&
  value.every((each) => isObject(each) && typeof each['name'] === 'string' && fits(each))
