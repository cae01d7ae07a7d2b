/** A services file is read strictly, and whoever wrote it is told every problem with its place. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { BILLING, INVENTORY } from '../testing/acme.ts'
import { makeTokenString } from './crypto/token-string.ts'
import { readServicesFile, ServicesFileProblems } from './services-file.ts'

const SETTINGS = { rightsPerService: 50 }

function problemsOf(text: string): string[] {
  try {
    readServicesFile(text, SETTINGS)
  } catch (error) {
    if (!(error instanceof ServicesFileProblems)) throw error
    return error.problems.map(({ line, column, sentence }) => `${line}:${column} ${sentence}`)
  }
  return []
}

suite('a services file', () => {
  test('holds one service, or a list of them', () => {
    const { entries } = readServicesFile(JSON.stringify(INVENTORY), SETTINGS)
    assert.deepEqual(entries, [{ ...INVENTORY, description: null }])
    const several = readServicesFile(JSON.stringify([INVENTORY, BILLING]), SETTINGS)
    assert.deepEqual(
      several.entries.map(({ name }) => name),
      ['inventory', 'billing'],
    )
    assert.deepEqual(readServicesFile('[]', SETTINGS).entries, [])
  })

  test('is as the documentation shows it', async () => {
    const operations = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
    const [, example = ''] = /## Services from a file[\s\S]*?```json\n([\s\S]*?)```/.exec(operations) ?? []
    const { entries } = readServicesFile(example, SETTINGS)
    assert.deepEqual(
      entries.map(({ name, offers }) => [name, offers?.toAll]),
      [['wiki', true]],
    )
  })

  test('is told every problem, in the order of its lines, with the path of each', () => {
    const text = `[
  { "name": "Wiki", "displayName": "Wiki", "roels": [],
    "roles": [], "roles": [] },
  7,
  { "name": "shop", "displayName": "Shop",
    "permissions": [{ "name": "shop:a" }, { "name": "other:b" }],
    "roles": [
      { "name": "shop:a", "displayName": "A", "permissions": [] },
      { "name": "shop:c", "displayName": "C", "permissions": ["shop:a", "shop:a", "shop:z"] }
    ] },
  { "name": "shop", "displayName": "Shop", "permissions": [], "roles": [],
    "offers": { "toAll": "yes", "organizationIds": [], "ev\\u001bil": 1 } }
]`
    assert.deepEqual(problemsOf(text), [
      '2:3 [0].permissions: is missing.',
      '2:5 [0].name: has characters that are not allowed, or white space around it.',
      '2:44 [0].roels: is not known here.',
      '3:18 [0].roles: This is there already. Name each member once.',
      '4:3 [1]: A service must be object.',
      '6:45 [2].permissions[1].name: "other:b" must be written shop:<name>.',
      '8:9 [2].roles[0].name: Every role and permission needs a name of its own, and "shop:a" is there twice.',
      '9:73 [2].roles[1].permissions[1]: The role shop:c has shop:a twice.',
      '9:83 [2].roles[1].permissions[2]: The role shop:c has shop:z, which the service does not define.',
      '11:5 [3].name: A service of this name stands before in this file.',
      '12:17 [3].offers.toAll: must be boolean.',
      '12:56 [3].offers.ev\\u001bil: is not known here.',
    ])
  })

  test('keeps to what the console and HTTP take: limits, lines of text and values of tokens', () => {
    const permissions = Array.from({ length: 51 }, (_, at) => ({ name: `inventory:p${at}` }))
    assert.match(
      problemsOf(JSON.stringify({ ...INVENTORY, permissions, roles: [] }))[0]!,
      /1:1 A service can define 50 rights/,
    )
    assert.match(
      problemsOf(JSON.stringify({ ...INVENTORY, displayName: 'a\u202eb' }))[0]!,
      /^1:21 displayName: /,
    )
    const value = makeTokenString('t').value.reveal()
    const [told = '', ...others] = problemsOf(JSON.stringify({ ...INVENTORY, description: value }))
    assert.match(told, /description: description holds the value of a token/)
    assert.deepEqual([others, told.includes(value)], [[], false])
  })

  const NO_JSON: Readonly<Record<string, RegExp>> = {
    '': /^1:1 A value is missing/,
    '{"name":"a",}': /^1:13 The name of a member is missing/,
    '{\n"name" "a"}': /^2:8 A colon is missing/,
    '{"name":"a"\n"roles":[]}': /^2:1 A comma is missing/,
    '[{}': /^1:\d A closing bracket \] is missing/,
    '{} {}': /^1:4 Something stands after the end/,
    '{ // x\n}': /^1:3 JSON has no comments/,
    '{"name":"a': /^1:9 The quotes of this text are not closed/,
    "{'name':1}": /^1:2 This is no JSON value/,
    '{"name":"\\x"}': /^1:9 JSON knows no such escape/,
    [`${'['.repeat(100_000)}`]: /^1:21 More brackets are open here/,
    [`${'{"a":'.repeat(100_000)}`]: /More brackets are open here/,
  }
  for (const [text, says] of Object.entries(NO_JSON)) {
    test(`is told where it is no JSON: ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.match(problemsOf(text)[0] ?? '', says)
    })
  }

  test('is never read when JSON.parse would not read it, and never ends in anything but problems', () => {
    const piece = fc.constantFrom(
      ...'{}[]:,"\\ \n',
      '"name"',
      '"a"',
      '1',
      'null',
      '//',
      '/*',
      '\u00a0',
      '\ufeff',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        if (problemsOf(text).length === 0) assert.deepEqual(JSON.parse(text), [])
      }),
    )
  })
})
