/** No two readers of a token may disagree about what it says. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { parseStrictJson } from './strict-json.ts'

const parse = (text: string) => parseStrictJson(new TextEncoder().encode(text))
const names = fc.string({ unit: 'binary' })
const objects = fc.dictionary(names, fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }))
// As JSON.stringify, but with every character of a name as an escape.
const escaped = (name: string) =>
  `"${Array.from({ length: name.length }, (_, at) => `\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`

test('every object without a name twice is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(objects, fc.constantFrom('', ' ', '\n  '), (object, space) => {
      const text = JSON.stringify(object, null, space)
      assert.deepEqual({ ...parse(text) }, { ...JSON.parse(text) })
    }),
  )
})

test('a name that comes twice is refused, wherever it is and however it is spelled', () => {
  fc.assert(
    fc.property(objects, names, fc.boolean(), fc.nat(5), (object, name, isEscaped, depth) => {
      const twice = `{${JSON.stringify(name)}:1,"other ${JSON.stringify(name).slice(1)}:2,${isEscaped ? escaped(name) : JSON.stringify(name)}:3}`
      const text = `{"in":${'[{":\\"":'.repeat(depth)}${twice}${'}]'.repeat(depth)},"rest":${JSON.stringify(object)}}`
      assert.doesNotThrow(() => JSON.parse(text), 'only the name may be wrong')
      assert.throws(() => parse(text), { code: 'token_malformed' })
    }),
  )
})

test('what was read can be changed nowhere', () => {
  const object = parse('{"perms":["a"],"cnf":{"jwk":{"kty":"EC"}}}') as {
    perms: string[]
    cnf: { jwk: object }
  }
  for (const inner of [object, object.perms, object.cnf, object.cnf.jwk]) assert.ok(Object.isFrozen(inner))
})

test('objects are read down to the depth that is documented and no further', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  assert.doesNotThrow(() => parse(nested(16)))
  assert.throws(() => parse(nested(17)), { code: 'token_malformed' })
})
