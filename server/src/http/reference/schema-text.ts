/** Writes a JSON Schema the way one reads a type, with what it allows behind each member. It only ever sees our own schemas. */
type Schema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly default?: unknown
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly format?: string
}

/** Several lines, indented by two spaces a level. */
export function schemaText(given: object, indent = ''): string {
  const schema = given as Schema
  if (schema.anyOf) return schema.anyOf.map((each) => schemaText(each, indent)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.type === 'array') return `${schemaText(schema.items ?? {}, indent)}[]`
  if (schema.type !== 'object') return schema.type ?? 'any'
  const members = Object.entries(schema.properties ?? {})
  if (members.length === 0) return 'object'
  return `{\n${members.map(([name, member]) => memberText(name, member, schema, `${indent}  `)).join('\n')}\n${indent}}`
}

function memberText(name: string, member: Schema, parent: Schema, indent: string): string {
  const isOptional = member.default !== undefined || !(parent.required ?? []).includes(name)
  const notes = [boundsOf(member), defaultOf(member), member.description].filter((note) => note !== undefined)
  const comment = notes.length === 0 ? '' : `  // ${notes.join('. ')}`
  return `${indent}${name}${isOptional ? '?' : ''}: ${schemaText(member, indent)}${comment}`
}

function boundsOf({
  type,
  minimum,
  maximum,
  minLength,
  maxLength,
  maxItems,
  format,
}: Schema): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  if (type === 'string' && maxLength !== undefined)
    return `${minLength ?? 0} to ${maxLength} characters${format ? `, ${format}` : ''}`
  return maxItems === undefined ? undefined : `at most ${maxItems}`
}

const defaultOf = (schema: Schema): string | undefined =>
  schema.default === undefined ||
  (typeof schema.default === 'object' && schema.default !== null && schema.properties !== undefined)
    ? undefined
    : `Default ${JSON.stringify(schema.default)}`
