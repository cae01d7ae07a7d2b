/** Tells a person what is wrong with a request that a schema refused: Ajv's findings as sentences, by field. */
import type { FastifySchemaValidationError } from 'fastify'

type Fields = Readonly<Record<string, string>>

/** Field path to message: `/scopes/services/0/serviceId` becomes `scopes.services.0.serviceId`. */
export function fieldsOf(problems: readonly FastifySchemaValidationError[]): Fields {
  // Without a prototype: a member may be called "constructor".
  const fields = Object.create(null) as Record<string, string>
  const choices = new Map<string, unknown[]>()
  for (const problem of problems) {
    const field = fieldOf(problem)
    const { keyword, params, message } = problem
    if (keyword === 'const') choices.set(field, [...(choices.get(field) ?? []), params['allowedValue']])
    if (!isAside(problem)) fields[field] ??= REASONS[keyword] ?? message ?? 'is not valid'
  }
  for (const [field, values] of choices) fields[field] ??= `must be one of ${values.join(', ')}`
  return fields
}

export const sentenceOf = (fields: Fields): string =>
  Object.entries(fields)
    .map(([field, message]) => `${field || 'The request'} ${message}.`)
    .join(' ')

function fieldOf({ instancePath, params }: FastifySchemaValidationError): string {
  const { missingProperty, additionalProperty } = params as Record<string, string | undefined>
  return [...instancePath.split('/').slice(1), missingProperty ?? shortened(additionalProperty)]
    .filter((part) => part !== undefined)
    .join('.')
}

/** An unknown member's name is the sender's to choose; it may be a token that went to the wrong place. */
const shortened = (name: string | undefined): string | undefined =>
  name === undefined || name.length <= 40 ? name : `${name.slice(0, 16)}…`

/** Of a choice of shapes, what is wrong with the value says more than that it is none of them, or might be null. */
const isAside = ({ keyword, params }: FastifySchemaValidationError): boolean =>
  keyword === 'anyOf' || keyword === 'const' || (keyword === 'type' && params['type'] === 'null')

/** What Ajv says is for programmers; these are for people. */
const REASONS: Readonly<Record<string, string>> = {
  required: 'is missing',
  additionalProperties: 'is not known here',
  pattern: 'has characters that are not allowed, or white space around it',
  format: 'is not written as it must be',
  uniqueItems: 'has the same item twice',
}
