/** The API description is true: every route is in it as it is, and every answer is as it says. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { heedsIfMatch } from '@countersign/api'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { openAcme } from '../../testing/acme.ts'
import { sessionOf } from '../../testing/people.ts'
import { generate, request } from '../../testing/requests.ts'
import { sampleRequest } from '../../testing/sample-requests.ts'
import { routes } from './routes.ts'

type Content = Readonly<Record<string, { readonly schema: object }>>
type Operation = {
  readonly summary: string
  readonly description: string
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

const braced = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

suite('the API description', async () => {
  const acme = await openAcme({ after })
  const { body: document } = await request(acme, 'GET', '/api/v1/openapi.json')
  const operationOf = (method: string, path: string): Operation =>
    document.paths[braced(path)]?.[method.toLowerCase()]
  const schemaOf = (operation: Operation, status: string): object => {
    const [content] = Object.values(operation.responses[status]!.content!)
    return content!.schema
  }
  const ajv = new Ajv2020({ strict: false, validateFormats: false })

  test('is OpenAPI 3.1, and has every route and no other', () => {
    assert.match(document.openapi, /^3\.1\.\d$/)
    assert.ok(document.info.title && document.info.version)
    const described = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const served = routes.map(({ endpoint }) => `${endpoint.method} ${braced(endpoint.path)}`)
    assert.deepEqual(described.toSorted(), served.toSorted())
    assert.ok(served.length > 20)
  })

  test('tells of each route what it needs, what it takes and every way it answers', () => {
    const schemes = Object.keys(document.components.securitySchemes)
    for (const { endpoint, caller } of routes) {
      const context = `${endpoint.method} ${endpoint.path}`
      const {
        summary,
        description,
        security,
        parameters = [],
        requestBody,
        responses,
      } = operationOf(endpoint.method, endpoint.path)
      assert.ok(summary && description, context)
      assert.equal(security.length > 0, caller !== 'anyone', context)
      for (const scheme of security.flatMap(Object.keys)) assert.ok(schemes.includes(scheme), scheme)
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      assert.deepEqual(
        inPath.map(({ name, required }) => [name, required]),
        [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, true]),
        context,
      )
      const inQuery = Object.keys((endpoint.query as { properties?: object } | undefined)?.properties ?? {})
      const inHeader = heedsIfMatch(endpoint) ? ['if-match'] : []
      assert.equal(parameters.length - inPath.length, inQuery.length + inHeader.length, context)
      const named = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)
      assert.deepEqual(named, inHeader, context)
      assert.equal(requestBody?.required, endpoint.body && true, context)
      assert.deepEqual(
        Object.keys(responses).toSorted(),
        [String(endpoint.status ?? 200), '4XX', '5XX'],
        context,
      )
    }
  })

  test('has schemas that are JSON Schema, all of them', () => {
    const schemas: object[] = []
    JSON.stringify(document, (key, value: unknown) => {
      if (key === 'schema') schemas.push(value as object)
      return value
    })
    assert.ok(schemas.length > 50)
    for (const schema of schemas) assert.ok(ajv.validateSchema(schema), JSON.stringify(ajv.errors))
    assert.ok(!JSON.stringify(document).includes('"$ref"'))
  })

  test('is what is answered: each route as a member, and as nobody', async () => {
    for (const { endpoint } of routes) {
      const { method, path, status = 200 } = endpoint
      const headers = await sessionOf(acme, acme.member)
      const { apiToken } = await generate(acme, headers, { name: 'CI 🚀', reminderDays: 7, lifetime: null })
      await sessionOf(acme, acme.member)
      const sessions = await acme.app.needs.store.sessions.listForUser(acme.member.id)
      const ids = {
        organizationId: acme.organization.id,
        apiTokenId: apiToken.id,
        sessionId: sessions[0]!.id,
        serviceId: acme.inventory.id,
      }
      const { url, body } = sampleRequest(method, path, ids)
      for (const credentials of [{}, headers]) {
        const answer = await request(acme, method, url, {
          headers: { ...credentials },
          ...(body && { body }),
        })
        const documented = answer.status === status ? String(status) : '4XX'
        const { content } = operationOf(method, path).responses[documented]!
        const context = `${method} ${url} ${answer.text}`
        assert.equal(answer.body === undefined, answer.status === 204, context)
        if (answer.body === undefined) continue
        const [type] = String(answer.headers['content-type']).split(';')
        assert.deepEqual(Object.keys(content!), [type], context)
        const isAsDescribed = ajv.validate(schemaOf(operationOf(method, path), documented), answer.body)
        assert.ok(isAsDescribed, `${JSON.stringify(ajv.errors)} ${context}`)
      }
    }
  })

  test('does not promise the value of an API token or a feed token but where it is made', () => {
    const valued = routes.filter(({ endpoint }) => JSON.stringify(endpoint.answer ?? {}).includes('"value":'))
    assert.deepEqual(
      valued.map(({ endpoint }) => endpoint.summary.split(' ')[0]),
      ['Make', 'Generate', 'Regenerate'],
    )
  })
})
