/** The organizations of an installation, looked after at the machine. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openAcme } from '../server/testing/acme.ts'
import { sessionOf } from '../server/testing/people.ts'
import { exchange, generate } from '../server/testing/requests.ts'

const CLI = fileURLToPath(new URL('../cli/src/countersign.ts', import.meta.url))

const acme = await openAcme({ after })

function run(...words: string[]): Promise<{ code: number; out: string; errors: string }> {
  const args = ['--conditions=countersign-source', CLI, 'organizations', ...words, '--data-dir', acme.dataDir]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { PATH: process.env['PATH'] } }, (error, out, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, errors }),
    )
  })
}

test('are suspended and reopened while a server runs, which follows at once', async () => {
  const { value } = await generate(acme, await sessionOf(acme, acme.owner), {})
  const there = { ...acme, organization: acme.other }
  const elsewhere = await generate(there, await sessionOf(acme, acme.stranger))
  assert.match((await run('suspend', 'globex')).out, /globex {2}"Globex" {2}members: 1 {2}suspended 2/)
  assert.equal((await exchange(acme, elsewhere.value)).status, 400)
  assert.equal((await exchange(acme, value)).status, 200)
  assert.match((await run('reopen', acme.other.id)).out, /"Globex" {2}members: 1 {2}open$/m)
  assert.equal((await exchange(acme, elsewhere.value)).status, 200)
  const home = await run('suspend', 'acme')
  assert.equal(home.code, 2)
  assert.match(home.errors, /home organization can’t be suspended/)
})

test('are added, renamed and listed, as JSON too', async () => {
  assert.equal((await run('add', 'Initech & Söhne', '--owner', 'max')).code, 0)
  assert.equal((await run('rename', 'initech-sohne', 'Initech')).code, 0)
  const [found, ...others] = JSON.parse((await run('list', 'initech', '--json')).out)
  assert.deepEqual(
    [found.name, found.displayName, found.memberCount, others],
    ['initech-sohne', 'Initech', 1, []],
  )
})

test('that are asked for wrongly are answered with what to do', async () => {
  for (const [words, sentence] of [
    [['rename', 'nope', 'X'], /"countersign organizations list" shows them/],
    [['suspnd', 'globex'], /Did you mean "organizations suspend"/],
  ] as const) {
    const { code, errors } = await run(...words)
    assert.equal(code, 2)
    assert.match(errors, sentence)
  }
})
