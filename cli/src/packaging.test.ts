/**
 * What an operator installs: the packed files, unpacked into an empty folder where nothing of this repository can be
 * seen. Packages of others are linked there only when one of ours declares them, so that a forgotten one is missed.
 */
import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import test, { after, before } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')

/** In the order in which each needs the ones before. */
const WORKSPACES = ['api', 'verify', 'console', 'server', 'cli']
const OWN_NAMES = WORKSPACES.map((workspace) =>
  workspace === 'cli' ? 'countersign' : `@countersign/${workspace}`,
)
const PASSWORD = 'a long enough passphrase'

let scratch: string
let folder: string
const installed = (name: string): string => join(folder, 'node_modules', name)

type Manifest = { version: string; dependencies?: Record<string, string> }
const manifestOf = async (name: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(installed(name), 'package.json'), 'utf8'))

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'countersign-packaging-'))
  folder = join(scratch, 'empty')
  const tarballs = await pack(join(scratch, 'repository'))
  for (const [index, name] of OWN_NAMES.entries()) {
    await mkdir(installed(name), { recursive: true })
    await run('tar', ['-xzf', tarballs[index]!, '-C', installed(name), '--strip-components=1'])
  }
  for (const [index, name] of OWN_NAMES.entries()) {
    for (const dependency of Object.keys((await manifestOf(name)).dependencies ?? {})) {
      if (OWN_NAMES.includes(dependency)) continue
      // npm puts a version beside the one package of ours that wants it, when another package wants another one.
      const own = join(repository, WORKSPACES[index]!)
      const isOwn = existsSync(join(own, 'node_modules', dependency))
      await link(dependency, folder, isOwn ? own : repository)
    }
  }
})
after(() => rm(scratch, { recursive: true, force: true }))

/** In a copy, so that a build of someone else at the same time and what an older build left are not seen. */
async function pack(copy: string): Promise<string[]> {
  for (const path of ['tsconfig.base.json', 'LICENSE', 'docs']) {
    await cp(join(repository, path), join(copy, path), { recursive: true })
  }
  for (const workspace of WORKSPACES) {
    const filter = (path: string): boolean =>
      !/\/(dist|node_modules|testing|faults|conformance(\.ts)?|.*\.(tsbuildinfo|test\.ts))$/.test(path)
    await cp(join(repository, workspace), join(copy, workspace), { recursive: true, filter })
  }
  for (const entry of await readdir(join(repository, 'node_modules'))) {
    if (!entry.startsWith('@countersign') && entry !== 'countersign') await link(entry, copy)
  }
  for (const [index, name] of OWN_NAMES.entries()) {
    await mkdir(dirname(join(copy, 'node_modules', name)), { recursive: true })
    await symlink(join(copy, WORKSPACES[index]!), join(copy, 'node_modules', name))
  }
  for (const workspace of WORKSPACES) {
    const own = join(repository, workspace)
    for (const entry of existsSync(join(own, 'node_modules'))
      ? await readdir(join(own, 'node_modules'))
      : []) {
      await link(entry, join(copy, workspace), own)
    }
  }
  const packed: string[] = []
  for (const workspace of WORKSPACES) {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch], {
      cwd: join(copy, workspace),
    })
    packed.push(join(scratch, filenameIn(stdout)))
  }
  return packed
}

/** What the scripts of the package print stands before it; npm 12 answers an object by package name, older ones a list. */
function filenameIn(stdout: string): string {
  const [, filename] = /"filename": "([^"]+)"/.exec(stdout) ?? []
  assert.ok(filename, stdout)
  return filename
}

async function link(name: string, into: string, from = repository): Promise<void> {
  const path = join(into, 'node_modules', name)
  await mkdir(dirname(path), { recursive: true })
  await symlink(join(from, 'node_modules', name), path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

const filesOf = async (name: string): Promise<string[]> =>
  (await readdir(installed(name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('each package holds its readme and its licence, and no sources, tests or things for tests', async () => {
  for (const name of OWN_NAMES) {
    const files = (await filesOf(name)).map((file) => file.slice(installed(name).length + 1))
    for (const expected of ['package.json', 'README.md', 'LICENSE']) assert.ok(files.includes(expected), name)
    assert.ok(
      files.some((file) => file.startsWith('dist/') && file.endsWith('.js')),
      name,
    )
    assert.deepEqual(
      files.filter((file) => /^src|\.test\.|\b(testing|faults|conformance)(\/|\.js)|tsbuildinfo/.test(file)),
      [],
    )
  }
})

test('every import of the packed code is of a package that its own package declares', async () => {
  let seen = 0
  for (const name of OWN_NAMES) {
    const { dependencies = {} } = await manifestOf(name)
    for (const file of (await filesOf(name)).filter((each) => each.endsWith('.js'))) {
      for (const [, from, dynamic = ''] of (await readFile(file, 'utf8')).matchAll(
        /^(?:import|export)\b(?:[^'"=;]*\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm,
      )) {
        const specifier = from ?? dynamic
        seen += 1
        if (specifier.startsWith('.') || isBuiltin(specifier)) continue
        const [scope = '', rest] = specifier.split('/')
        const wanted = scope.startsWith('@') ? `${scope}/${rest}` : scope
        assert.ok(wanted in dependencies, `${file} imports ${specifier}, which ${name} does not declare`)
      }
    }
  }
  assert.ok(seen > 300, `${seen} imports`)
})

test('packages of ours want exactly the version of each other that they were built with', async () => {
  for (const name of OWN_NAMES) {
    for (const [wanted, version] of Object.entries((await manifestOf(name)).dependencies ?? {})) {
      if (OWN_NAMES.includes(wanted)) assert.equal(version, (await manifestOf(wanted)).version)
      assert.match(version, /^\d+\.\d+\.\d+/, `${name} wants any of ${wanted}`)
    }
  }
})

test('it sets itself up, serves, exchanges an API token for one that verify knows, and stops when told to', async () => {
  assert.equal((await countersign(['version'])).trim(), (await manifestOf('countersign')).version)
  const port = await freePort()
  const where = ['--port', String(port), '--data-dir', 'data']
  const owner = 'Olivia Example olivia olivia@acme.example'.split(' ')
  const who = ['--first-name', '--last-name', '--username', '--email'].flatMap((flag, at) => [
    flag,
    owner[at]!,
  ])
  await countersign(['setup', '--organization', 'Acme', ...who, ...where], PASSWORD)

  const serving = start(['serve', ...where])
  try {
    const url = `http://127.0.0.1:${port}`
    await listening(serving, url)
    const page = await fetch(url, { headers: { accept: 'text/html' } })
    assert.match(await page.text(), /<script type="module"/)
    const help = await fetch(`${url}/help/services`)
    assert.match(await help.text(), /<h1>Services that accept access tokens<\/h1>/)
    const { value, accessToken } = await exchangeAt(url)
    assert.match(value, /^csnt[0-9A-Za-z]{61}$/)
    const script = `import { createVerifier } from '@countersign/verify'
      const [issuer, token] = process.argv.slice(1)
      const verifier = createVerifier({ issuer, audience: 'no service is registered yet' })
      await verifier.verify(token).catch(({ code }) => console.log(code))`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, url, accessToken], {
      cwd: folder,
      env: {},
    })
    // The last of its checks: issuer, signature and times were right.
    assert.equal(stdout.trim(), 'audience_mismatch')
    await countersign(['backup', 'backup', ...where])
  } finally {
    serving.kill('SIGTERM')
  }
  assert.deepEqual(await once(serving, 'exit'), [0, null])
})

test('a backup that was taken while it served fills another folder, whose keys can then be replaced', async () => {
  const there = ['--data-dir', 'restored']
  await assert.rejects(countersign(['restore', 'backup', ...there]), /Put the master\.key of/)
  await mkdir(join(folder, 'restored'), { mode: 0o700 })
  await cp(join(folder, 'data/master.key'), join(folder, 'restored/master.key'))
  assert.match(await countersign(['restore', 'backup', ...there]), /^The installation is as it was at 20/)
  const idsIn = (listed: string): string[] =>
    listed.split('\n').flatMap((line) => /^\S{43}(?=  )/.exec(line) ?? [])
  const before = idsIn(await countersign(['keys', 'list', ...there]))
  assert.deepEqual(before, idsIn(await countersign(['keys', 'list', '--data-dir', 'data'])))
  await assert.rejects(countersign(['keys', 'rotate', ...there]), /Rotate in \d+ min/)
  const replaced = await countersign(['keys', 'rotate', '--emergency', ...there])
  assert.match(replaced, /^Every access token in circulation is refused from now on\./)
  assert.equal(idsIn(replaced)[0], before[1])
  assert.ok(!replaced.includes(before[0]!))
})

const entry = (): string => join(installed('countersign'), 'dist/countersign.js')

function start(argv: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [entry(), ...argv], {
    cwd: folder,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function countersign(argv: readonly string[], input = ''): Promise<string> {
  const running = run(process.execPath, [entry(), ...argv], { cwd: folder, env: {} })
  running.child.stdin?.end(input)
  return (await running).stdout
}

async function listening(serving: ChildProcessByStdio<null, Readable, Readable>, url: string): Promise<void> {
  let said = ''
  serving.stderr.on('data', (chunk) => (said += chunk))
  for await (const chunk of serving.stdout.iterator({ destroyOnReturn: false })) {
    said += chunk
    if (said.includes(`listens on ${url}`)) return
  }
  assert.fail(`It did not start:\n${said}`)
}

/** Signs in, generates an API token and exchanges it, as a browser and a script would. */
async function exchangeAt(url: string): Promise<{ value: string; accessToken: string }> {
  const post = async (path: string, body: object, cookie = '') => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    assert.ok(response.ok, `${path} answered ${response.status}: ${text}`)
    return { answer: JSON.parse(text), cookie: response.headers.get('set-cookie')?.split(';')[0] }
  }
  const { answer: session, cookie } = await post('/api/v1/session', {
    username: 'olivia',
    password: PASSWORD,
  })
  const tokens = `/api/v1/organizations/${session.organizations[0].id}/api-tokens`
  const { answer: generated } = await post(tokens, { name: 'CI', scopes: { allRoles: true } }, cookie)
  const response = await fetch(`${url}/csp/gateway/am/api/auth/api-tokens/authorize`, {
    method: 'POST',
    body: new URLSearchParams({ refresh_token: generated.value }),
  })
  assert.equal(response.status, 200)
  const { access_token: accessToken } = (await response.json()) as { access_token: string }
  return { value: generated.value, accessToken }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}
