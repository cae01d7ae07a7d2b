/** Tells a person what is wrong with a request that a schema refused: Ajv's findings as sentences, by field. */
import type { FastifySchemaValidationError } from 'fastify'

type Fields = Readonly<Record<string, string>>

/** What is wrong with one part of it, and where that is. */
export type Finding = { readonly path: readonly string[]; readonly message: string }

/** One for each part, the first of what Ajv found there. */
export function findingsOf(problems: readonly FastifySchemaValidationError[]): Finding[] {
  const findings = new Map<string, Finding>()
  const add = (path: readonly string[], message: string): void => {
    const key = path.join('/')
    if (!findings.has(key)) findings.set(key, { path, message })
  }
  const choices = new Map<string, { readonly path: readonly string[]; readonly values: unknown[] }>()
  for (const problem of problems) {
    const path = pathOf(problem)
    const { keyword, params, message } = problem
    if (keyword === 'const') {
      const values = choices.get(path.join('/'))?.values ?? []
      choices.set(path.join('/'), { path, values: [...values, params['allowedValue']] })
    }
    if (!isAside(problem)) add(path, REASONS[keyword] ?? message ?? 'is not valid')
  }
  for (const { path, values } of choices.values()) add(path, `must be one of ${values.join(', ')}`)
  return [...findings.values()]
}

/** Field path to message: `/scopes/services/0/serviceId` becomes `scopes.services.0.serviceId`. */
export function fieldsOf(problems: readonly FastifySchemaValidationError[]): Fields {
  // Without a prototype: a member may be called "constructor".
  const fields = Object.create(null) as Record<string, string>
  for (const { path, message } of findingsOf(problems)) fields[path.map(shortened).join('.')] ??= message
  return fields
}

export const sentenceOf = (fields: Fields): string =>
  Object.entries(fields)
    .map(([field, message]) => `${field || 'The request'} ${message}.`)
    .join(' ')

function pathOf({ instancePath, params }: FastifySchemaValidationError): string[] {
  const { missingProperty, additionalProperty } = params as Record<string, string | undefined>
  return [...instancePath.split('/').slice(1), missingProperty ?? additionalProperty].filter(
    (part) => part !== undefined,
  )
}

/** An unknown member's name is the sender's to choose; it may be a token that went to the wrong place. */
export const shortened = (name: string): string => (name.length <= 40 ? name : `${name.slice(0, 16)}…`)

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
