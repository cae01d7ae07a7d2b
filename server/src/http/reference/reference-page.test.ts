/** The API reference: everything there is, each shape once, every link leads somewhere, every example is what it says. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { openAcme } from '../../../testing/acme.ts'
import { REFUSALS } from '../../domain/refusal.ts'
import { routes } from '../routes.ts'
import { exampleOf } from './example.ts'
import { nameOf, type Schema } from './schemas.ts'

suite('the API reference', async () => {
  const acme = await openAcme({ after })
  const { body: page, headers } = await acme.app.server.inject({ url: '/api/reference' })

  test('has the exchange, the keys, discovery, every route and every error code', () => {
    const expected = [
      '/csp/gateway/am/api/auth/api-tokens/authorize',
      '/csp/gateway/am/api/auth/token-public-key?format=jwks',
      '/.well-known/openid-configuration',
      ...routes.map(({ endpoint }) => endpoint.path.replaceAll(/:(\w+)/g, '{$1}')),
    ]
    for (const path of expected) assert.ok(page.includes(`<code>${path}</code>`), path)
    for (const code of Object.keys(REFUSALS)) assert.ok(page.includes(`<code>${code}</code>`), code)
    assert.ok(routes.length > 20)
  })

  test('shows each shared schema once, and links to it everywhere else', () => {
    const withoutExamples = page.replaceAll(/<details>.*?<\/details>/gs, '')
    for (const [schema, member] of [
      ['Scopes', 'openId?: boolean'],
      ['ApiToken', 'seenInUrlAt'],
      ['HeldRole', 'When the assignment ends'],
      ['Session', 'recentUntil'],
    ] as const) {
      assert.equal(withoutExamples.split(`id="${schema}"`).length, 2, schema)
      assert.equal(withoutExamples.split(member).length, 2, member)
      assert.ok(withoutExamples.includes(`href="#${schema}"`), schema)
    }
  })

  test('repeats no shape, also those of schemas that are yet to be written', () => {
    const seen: Schema[] = []
    const repeated: string[] = []
    const look = (schema: Schema, where: string): void => {
      const isKnown = seen.includes(schema)
      if (isKnown && nameOf(schema) === undefined) repeated.push(where)
      if (isKnown) return
      if (schema.type === 'object' && schema.properties) seen.push(schema)
      for (const [name, member] of Object.entries(schema.properties ?? {})) look(member, `${where}.${name}`)
      for (const part of [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])]) look(part, where)
    }
    for (const { endpoint } of routes) {
      for (const schema of [endpoint.body, endpoint.answer]) {
        if (schema !== undefined) look(schema, endpoint.summary)
      }
    }
    assert.deepEqual(repeated, [], 'export it from api/src, and the reference shows it once')
    assert.ok(seen.length > 20)
  })

  test('has no two places of one name, and no link to a place that is not there', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted())
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!)
    assert.deepEqual(
      links.filter((id) => !ids.includes(id)),
      [],
    )
    assert.ok(links.length > 100)
  })

  test('has examples that the schemas allow', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    let seen = 0
    for (const { endpoint } of routes) {
      for (const schema of [endpoint.params, endpoint.body, endpoint.answer]) {
        if (schema === undefined) continue
        const example = exampleOf(schema)
        assert.ok(
          ajv.validate(schema, example),
          `${endpoint.summary}: ${ajv.errorsText()}: ${JSON.stringify(example)}. Give example.ts one for it.`,
        )
        seen += 1
      }
    }
    assert.ok(seen > 40)
  })

  test('runs no script but the console’s, and takes its style from itself alone', () => {
    const policy = String(headers['content-security-policy'])
    const [, nonce] = /style-src 'nonce-(\w{22})';/.exec(policy) ?? []
    assert.ok(nonce)
    assert.match(policy, /^default-src 'none';/)
    assert.equal(page.split('<style').length, 2)
    assert.ok(page.includes(`<style nonce="${nonce}">`))
    assert.doesNotMatch(page, / style="| on\w+="|<script(?! src="\/color-scheme\.js"><\/script>)/)
  })
})
