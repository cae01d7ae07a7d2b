/** The schemas that have a name of their own: the reference shows each once, and links to it from wherever it stands. */
import * as api from '@countersign/api'

export type Schema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly description?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly format?: string
}

export type Named = { readonly name: string; readonly schema: Schema }

/** Objects only: the name of a text says nothing that its description doesn't. */
export const NAMED: readonly Named[] = Object.entries(api as Readonly<Record<string, unknown>>)
  .flatMap(([name, value]) => (isObjectSchema(value) ? [{ name, schema: value }] : []))
  // One that goes by two names is shown by the shorter.
  .toSorted((one, other) => one.name.length - other.name.length)
  .filter(({ schema }, at, all) => all.findIndex((other) => other.schema === schema) === at)
  .toSorted((one, other) => one.name.localeCompare(other.name))

function isObjectSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && (value as Schema).type === 'object'
}

export const nameOf = (schema: object): string | undefined =>
  NAMED.find((named) => named.schema === schema)?.name

/** Every named schema that one shows, itself included. */
export function namesIn(schema: Schema): readonly string[] {
  const name = nameOf(schema)
  const inside = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ]
  return [...(name === undefined ? [] : [name]), ...inside.flatMap(namesIn)]
}
