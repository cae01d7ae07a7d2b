/**
 * Writes a JSON Schema the way one reads a type, as HTML, with what it allows behind each member. It only ever sees our
 * own schemas. One with a name is written as a link to where it is shown.
 */
import { escaped } from '../pages/html.ts'
import { nameOf, type Schema } from './schemas.ts'

/** Several lines, indented by two spaces a level. */
export function schemaText(schema: Schema, indent = ''): string {
  const name = nameOf(schema)
  return name === undefined ? shapeText(schema, indent) : `<a href="#${name}">${name}</a>`
}

/** The same for a schema with a name, of which this is the place. */
export function shapeText(schema: Schema, indent = ''): string {
  if (schema.anyOf) return schema.anyOf.map((each) => schemaText(each, indent)).join(' | ')
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const))
  if (schema.type === 'array') return listText(schemaText(schema.items ?? {}, indent))
  if (schema.type !== 'object') return escaped(schema.type ?? 'any')
  const members = Object.entries(schema.properties ?? {})
  if (members.length === 0) return 'object'
  const [only] = members
  if (members.length === 1 && only) {
    const line = memberText(only[0], only[1], schema, '')
    if (!/\n|\/\//.test(line)) return `{ ${line} }`
  }
  return `{\n${members.map(([name, member]) => memberText(name, member, schema, `${indent}  `)).join('\n')}\n${indent}}`
}

const listText = (items: string): string => (items.includes(' | ') ? `(${items})[]` : `${items}[]`)

function memberText(name: string, member: Schema, parent: Schema, indent: string): string {
  const isOptional = member.default !== undefined || !(parent.required ?? []).includes(name)
  // Of a choice, such as a text or null, each part may have something to say; one with a name says it in its own place.
  const parts = [member, ...(member.anyOf ?? []).filter((part) => nameOf(part) === undefined)]
  const notes = [
    ...parts.map(boundsOf),
    defaultOf(member),
    ...(nameOf(member) === undefined ? parts : []).map(({ description }) => description),
  ].filter((note) => note !== undefined)
  const comment = notes.length === 0 ? '' : `  <i>// ${escaped(notes.join('. '))}</i>`
  return `${indent}${escaped(name)}${isOptional ? '?' : ''}: ${schemaText(member, indent)}${comment}`
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
