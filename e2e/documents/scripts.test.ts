/** docs/scripts.md, done line by line by somebody who has a shell, an API token and the service. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import test, { after, suite } from 'node:test'
import { openAcme } from '../../server/testing/acme.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { AUTHORIZE } from '../../server/testing/compatible.ts'
import { claimsOf, generate } from '../../server/testing/requests.ts'
import { missing, run } from './at-hand.ts'
import { markedBlocks } from './blocks.ts'

const EXAMPLE_URL = 'https://tokens.example.com'
const PROGRAMS = ['curl', 'jq', 'head', 'tail', 'mv', 'date', 'mkdir']

/** What they say is done by tests of their own. */
const OTHERS = ['docs/oauth-apps.md', 'docs/openid-connect.md']
const blocks = (await markedBlocks()).filter(({ path }) => !OTHERS.includes(path))
const done: string[] = []

const acme = await openAcme({ after })
const { value } = await generate(acme, await sessionOf(acme, acme.member))
const home = await mkdtemp(join(tmpdir(), 'countersign-scripts-'))
after(() => rm(home, { recursive: true, force: true }))
const tokenFile = join(home, '.config/countersign/token')

/** The service over a socket. It can be away for the next few requests. */
const seen: string[] = []
let awayFor = 0
const front = createServer(async (request, response) => {
  const url = request.url ?? '/'
  const payload = await buffer(request)
  seen.push(url)
  if (awayFor > 0) {
    awayFor -= 1
    response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/json' })
    response.end('{"message":"The database is away."}')
    return
  }
  const { method = 'GET', headers } = request
  const answer = await acme.app.server.inject({ method: method as 'GET', url, headers, payload })
  response.writeHead(answer.statusCode, answer.headers as Record<string, string>)
  response.end(answer.rawPayload)
})
front.listen(0, '127.0.0.1')
await once(front, 'listening')
after(() => front.close())
const address = `http://127.0.0.1:${(front.address() as AddressInfo).port}`

/** Every program of a script comes through here, and its command line with it, as everybody on the machine could see it. */
const commandLines = join(home, 'command-lines')
await mkdir(join(home, 'bin'))
for (const program of PROGRAMS) {
  const path = join(home, 'bin', program)
  await writeFile(
    path,
    `#!/bin/sh\nprintf '%s\\n' "${program} $*" >> "${commandLines}"\nPATH=$COUNTERSIGN_REAL_PATH exec ${program} "$@"\n`,
  )
  await chmod(path, 0o700)
}
const env = {
  HOME: home,
  PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
  COUNTERSIGN_REAL_PATH: process.env['PATH'],
  API_TOKEN: value,
}

function codeOf(name: string): string {
  const block = blocks.find((each) => each.name === name)
  assert.ok(block, `no block says run=${name}`)
  done.push(name)
  return block.code.replaceAll(EXAMPLE_URL, address)
}

/** Runs blocks one after the other in one shell, with what is typed. */
const shell = (names: readonly string[], { input = '', then = '' } = {}) =>
  run('bash', ['-c', [...names.map(codeOf), then].join('\n')], { env, input })

const bash = await missing('bash', 'curl', 'jq')
const python = await missing('python3')

suite('docs/scripts.md', () => {
  test(
    'the value goes from the keyboard into a file that only its owner can read',
    { skip: bash },
    async () => {
      const { code, output, errors } = await shell(['keep'], { input: `${value}\n` })
      assert.deepEqual([code, output, errors], [0, '', ''])
      assert.equal(await readFile(tokenFile, 'utf8'), value)
      assert.equal((await stat(tokenFile)).mode & 0o777, 0o600)
    },
  )

  test(
    'the exchange answers an access token, from the file and from a variable',
    { skip: bash },
    async () => {
      for (const name of ['exchange', 'from-variable', 'readme-exchange']) {
        const { output, errors } = await shell([name])
        const answer = JSON.parse(output)
        assert.deepEqual([answer.expires_in, answer.refresh_token, errors], [1799, value, ''], name)
        assert.equal(claimsOf(answer.access_token)['username'], 'max')
      }
    },
  )

  test('a step that needs less gets less', { skip: bash }, async () => {
    assert.equal(JSON.parse((await shell(['narrowed'])).output).scope, 'inventory:item.read')
  })

  test(
    'an access token is kept, for its owner alone, until less than a minute is left',
    { skip: bash },
    async () => {
      const kept = join(home, '.cache/countersign/access-token')
      const before = seen.length
      const then = 'umask 022; access_token; access_token'
      const [first, second] = (await shell(['cached'], { then })).output.trim().split('\n')
      assert.equal(first, second)
      assert.equal(seen.length, before + 1)
      assert.equal((await stat(kept)).mode & 0o777, 0o600)
      const until = Number((await readFile(kept, 'utf8')).split('\n')[0])
      assert.ok(Math.abs(until - Date.now() / 1000 - 1799) < 120)
      await writeFile(kept, `${Math.floor(Date.now() / 1000) + 59}\n${first}\n`)
      const { output } = await shell(['cached'], { then: 'access_token' })
      assert.notEqual(output.trim(), first)
      assert.equal(seen.length, before + 2)
    },
  )

  test('what is kept is right also when the service was away for a moment', { skip: bash }, async () => {
    await rm(join(home, '.cache'), { recursive: true })
    awayFor = 1
    const { output } = await shell(['cached'], { then: 'access_token; access_token' })
    const [first, second, ...more] = output.trim().split('\n')
    assert.deepEqual([second, more, awayFor], [first, [], 0])
    assert.equal(claimsOf(first ?? '')['username'], 'max')
  })

  test('a call carries the access token', { skip: bash }, async () => {
    const { output } = await shell(['cached', 'call'])
    assert.equal(JSON.parse(output).username, 'max')
  })

  test('a script waits as long as it is told while the service is away', { skip: bash }, async () => {
    awayFor = 2
    const began = performance.now()
    const { output } = await shell(['exchange'])
    // curl writes every answer that it gets.
    assert.match(output, /"access_token":"/)
    assert.equal(awayFor, 0)
    assert.ok(performance.now() - began > 1900)
  })

  test('a refused API token ends a script at once, with the reason', { skip: bash }, async () => {
    const before = seen.length
    const { output } = await shell(['refused'])
    assert.match(output, /"error":"invalid_grant".*\(curl ended with 22\)/s)
    assert.equal(seen.length, before + 1)
  })

  for (const [language, command, skip] of [
    ['python', 'python3', python],
    ['javascript', process.execPath, undefined],
  ] as const) {
    test(`the whole of it in ${language}, while the service is away for a moment`, { skip }, async () => {
      await mkdir(join(home, '.config/countersign'), { recursive: true })
      await writeFile(tokenFile, `${value}\n`, { mode: 0o600 })
      const file = join(home, language === 'python' ? 'script.py' : 'script.mjs')
      await writeFile(file, codeOf(language))
      awayFor = 1
      const { code, output, errors } = await run(command, [file], {
        env: { ...env, PATH: process.env['PATH'] },
      })
      assert.deepEqual([code, output.trim(), errors], [0, 'max', ''])
      await writeFile(tokenFile, 'mistyped')
      const before = seen.length
      const refused = await run(command, [file], { env: { ...env, PATH: process.env['PATH'] } })
      assert.notEqual(refused.code, 0)
      assert.match(refused.errors, /invalid_grant: Invalid refresh token/)
      assert.equal(seen.length, before + 1)
      await writeFile(tokenFile, value)
    })
  }

  test(
    'who has nothing but the value revokes it, and the next exchange is refused',
    { skip: bash },
    async () => {
      const { code, output, errors } = await shell(['revoke'])
      assert.deepEqual([code, output, errors], [0, '', ''])
      const { statusCode } = await acme.app.server.inject({
        method: 'POST',
        url: AUTHORIZE,
        payload: { refresh_token: value },
      })
      assert.equal(statusCode, 400)
    },
  )

  test('no command line of all that had the value in it, or an access token', { skip: bash }, async () => {
    const lines = await readFile(commandLines, 'utf8')
    assert.ok(lines.split('\n').length > 15 && lines.includes('curl '))
    assert.ok(!lines.includes(value) && !/eyJ[\w-]{20}/.test(lines))
  })

  test('every block that is marked as run was run', { skip: bash ?? python }, () => {
    assert.deepEqual(blocks.map(({ name }) => name).toSorted(), [...new Set(done)].toSorted())
    assert.ok(blocks.length >= 10)
  })
})
