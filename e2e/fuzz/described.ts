/** Our API as its own description tells it: what each operation takes, whom it lets in and how it may answer. */
import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Acme } from '../../server/testing/acme.ts'
import { request } from '../../server/testing/requests.ts'

/** As much of JSON Schema as the description uses. */
export type Schema = {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly additionalProperties?: boolean | Schema
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>
type Parameter = { readonly name: string; readonly in: 'path' | 'query'; readonly schema: Schema }
type Described = {
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

/** What there is to call, in whichever API. */
export type Callable = {
  /** `GET /api/v1/session` */
  readonly name: string
  readonly method: string
  /** With `{name}` for parameters. */
  readonly path: string
  /** Its answer has the value of a new API token in it. */
  readonly makesToken: boolean
}
export type Operation = Callable & {
  readonly params: Readonly<Record<string, Schema>>
  readonly query: Readonly<Record<string, Schema>>
  readonly body: Schema | undefined
  readonly isOpen: boolean
  readonly takesAccessToken: boolean
  readonly responses: Described['responses']
}

/** Every operation of the document that the service itself serves. */
export async function describedOperations(acme: Pick<Acme, 'app'>): Promise<Operation[]> {
  const { body: document } = await request(acme, 'GET', '/api/v1/openapi.json')
  const paths: Record<string, Record<string, Described>> = document.paths
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(method.toUpperCase(), path, described)),
  )
  assert.ok(operations.length > 20)
  return operations
}

function operationOf(method: string, path: string, described: Described): Operation {
  const { security, parameters = [], requestBody, responses } = described
  const schemasIn = (place: Parameter['in']) =>
    Object.fromEntries(
      parameters.filter((parameter) => parameter.in === place).map(({ name, schema }) => [name, schema]),
    )
  return {
    name: `${method} ${path}`,
    method,
    path,
    params: schemasIn('path'),
    query: schemasIn('query'),
    body: requestBody?.content['application/json']?.schema,
    isOpen: security.length === 0,
    takesAccessToken: security.some((scheme) => 'cspAuthToken' in scheme),
    makesToken: /"(value|secretValue|link|ownerLink)":/.test(JSON.stringify(responses)),
    responses,
  }
}

const ajv = new Ajv2020({ strict: false })
formats.default(ajv, ['email'])

export const isValid = (schema: Schema, value: unknown): boolean => ajv.validate(schema, value)

/** What is wrong with an answer's body, by the description; undefined when nothing is. Members it doesn't name are wrong. */
export function faultOf(schema: Schema, body: unknown): string | undefined {
  return ajv.validate(closed(schema), body) ? undefined : ajv.errorsText()
}

const closedSchemas = new WeakMap<Schema, Schema>()

function closed(schema: Schema): Schema {
  const known = closedSchemas.get(schema)
  if (known) return known
  const { properties, items, anyOf } = schema
  const result: Schema = {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, closed(each)])),
      additionalProperties: schema.additionalProperties ?? false,
    }),
    ...(items && { items: closed(items) }),
    ...(anyOf && { anyOf: anyOf.map(closed) }),
  }
  closedSchemas.set(schema, result)
  return result
}
