/** Services defined out of a file, at the machine, beside a running server. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { INVENTORY, openAcme } from '../server/testing/acme.ts'
import { sessionOf } from '../server/testing/people.ts'
import { exchange, generate } from '../server/testing/requests.ts'
import { COMPILED } from './faults/real-process.ts'

const CLI = fileURLToPath(new URL('../cli/src/countersign.ts', import.meta.url))

const WIKI = {
  ...{ name: 'wiki', displayName: 'Wiki', description: null },
  permissions: [{ name: 'wiki:page.read', description: 'Read pages' }],
  roles: [{ name: 'wiki:reader', displayName: 'Reader', permissions: ['wiki:page.read'] }],
}
const NARROWER = { ...INVENTORY, description: null, roles: [INVENTORY.roles[1]!] }

type Ran = { readonly code: number; readonly out: string; readonly errors: string }

suite('services out of a file', async () => {
  const acme = await openAcme({ after })
  const file = join(acme.dataDir, 'services.json')
  const define = (entries: unknown) => writeFile(file, JSON.stringify(entries))

  function run(words: readonly string[], given = ''): Promise<Ran> {
    const args = ['--conditions=countersign-source', CLI, 'services', ...words, '--data-dir', acme.dataDir]
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        args,
        { env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED } },
        (error, out, errors) => resolve({ code: error === null ? 0 : Number(error.code), out, errors }),
      )
      child.stdin?.end(given)
    })
  }
  const apply = (...words: string[]) => run(['apply', file, '--organization', 'acme', ...words])

  test('are added, and the second time there is nothing to do', async () => {
    await define([WIKI])
    const dry = await apply('--dry-run')
    assert.deepEqual([dry.code, dry.errors], [3, ''])
    assert.match(dry.out, /1 to add, 0 to change.*\n {2}\+ wiki "Wiki", new: 1 role, 1 permission\n/)
    assert.match(dry.out, /file does not mention them: 2\.\nNothing was changed\.\n$/)
    const first = await apply('--yes')
    assert.deepEqual([first.code, first.errors], [0, ''])
    assert.match(first.out, /\nDone\.\n$/)
    const second = await apply('--yes')
    assert.deepEqual([second.code, second.errors], [0, ''])
    assert.match(second.out, / {2}= wiki: nothing to do\n.*\nNothing to do\.\n$/s)
  })

  test('that were exported are what they are, out of standard input too', async () => {
    const all = await run(['export', '--organization', 'acme'])
    assert.deepEqual(
      JSON.parse(all.out).map(({ name }: { name: string }) => name),
      ['billing', 'inventory', 'wiki'],
    )
    const again = await run(['apply', '-', '--organization', acme.organization.id, '--yes'], all.out)
    assert.deepEqual([again.code, again.out.match(/nothing to do/g)?.length], [0, 3])
    const one = await run(['export', 'wiki', '--organization', 'acme'])
    assert.deepEqual(JSON.parse(one.out), [WIKI])
    const none = await run(['export', 'nope', '--organization', 'acme'])
    assert.equal(none.code, 1)
    assert.match(none.errors, /^countersign: The organization acme provides no service nope\. [^\n]+\n$/)
    const { out } = await run(['list'])
    assert.match(out, /acme {2}wiki {2}"Wiki" {2}roles: 1 {2}permissions: 1 {2}own, offered to: 0\n/)
  })

  test('that lose a role tell first how many people and API tokens lose it, and the server follows at once', async () => {
    const { value } = await generate(acme, await sessionOf(acme, acme.member), {})
    const scope = async () => String((await exchange(acme, value)).body.scope)
    assert.match(await scope(), /inventory:viewer/)
    await define(NARROWER)
    const { out } = await apply('--dry-run')
    assert.match(out, /- role inventory:viewer\n {6}! here 1 person and 1 live API token lose something\n/)
    assert.match(await scope(), /inventory:viewer/)
    assert.equal((await apply('--yes')).code, 0)
    assert.doesNotMatch(await scope(), /inventory/)
  })

  test('that are wrong are told with line, column and path, each in a line, and nothing is done', async () => {
    await writeFile(
      file,
      '[\n  { "name": "shop", "displayName": "Shop", "roles": [], "permissions": [] },\n  { "name": "Desk", "displayName": 5 }\n]',
    )
    const { code, out, errors } = await apply('--yes')
    assert.deepEqual([code, out], [1, ''])
    assert.deepEqual(
      errors.split('\n').map((line) => line.replace(`countersign: ${file}:`, '')),
      [
        '3:3: [1].roles: is missing.',
        '3:3: [1].permissions: is missing.',
        '3:5: [1].name: has characters that are not allowed, or white space around it.',
        '3:21: [1].displayName: must be string.',
        '',
      ],
    )
    const { out: listed } = await run(['list', '--organization', 'acme', '--json'])
    assert.ok(!listed.includes('shop'))
  })

  test('of another provider are refused in words', async () => {
    await acme.app.needs.store.change(async (tx) => {
      await tx.services.setOffers(acme.inventory.id, { toAll: true, organizationIds: [] }, Date.now())
      await tx.services.add(acme.other.id, acme.inventory, Date.now())
      return { result: undefined, events: [] }
    })
    await define([NARROWER])
    const { code, errors } = await run(['apply', file, '--organization', 'globex', '--yes'])
    assert.equal(code, 1)
    assert.match(errors, /services\.json:1:3: \[0\]\.name: The organization acme provides inventory here/)
  })

  test('of an organization that there is not are refused in words', async () => {
    const { code, errors } = await run(['apply', '-', '--organization', 'nope', '--yes'], '[]')
    assert.equal(code, 1)
    assert.match(errors, /^countersign: There is no organization with the short name [^\n]+\n$/)
  })
})
