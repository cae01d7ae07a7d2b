/** What a service installs: the packed file, unpacked where nothing of this repository can be seen. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { promisify } from 'node:util'
import packageJson from '../package.json' with { type: 'json' }
import { startIssuer, SERVICE } from './fake-issuer.ts'
import { claimsOf, headerOf, makeKey, signToken } from './forge-token.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const entries = Object.keys(packageJson.exports).map((path) => path.replace('.', packageJson.name))

let folder: string
let tarball: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-verify-'))
  await run(bin('tsc'), ['-b', 'verify'], { cwd: root })
  await run('npm', ['pack', '--pack-destination', folder], { cwd: join(root, 'verify') })
  tarball = join(folder, `countersign-verify-${packageJson.version}.tgz`)
  const installed = join(folder, 'node_modules', packageJson.name)
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
})
after(() => rm(folder, { recursive: true }))

test('it holds every entry and the readme, and no tests, sources or forged tokens', async () => {
  const { stdout } = await run('tar', ['-tzf', tarball])
  const files = stdout.trim().split('\n')
  for (const { default: code, types } of Object.values(packageJson.exports)) {
    assert.ok(files.includes(code.replace('./', 'package/')), `${code} in ${stdout}`)
    assert.ok(files.includes(types.replace('./', 'package/')), types)
  }
  assert.ok(files.includes('package/README.md'))
  assert.deepEqual(
    files.filter((file) => /test|forge|fake|held-memory|src\//.test(file)),
    [],
  )
})

test('it needs no other package', () => {
  assert.deepEqual(
    Object.keys(packageJson).filter((name) => /^(peerD|d|optionalD)ependencies/.test(name)),
    [],
  )
})

test('publint has nothing to say against it', async () => {
  const { stdout } = await run(bin('publint'), [tarball, '--strict'])
  assert.match(stdout, /All good!/)
})

test('its types are found by every way an ES module is resolved', async () => {
  const { stdout } = await run(bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'json'])
  const { analysis } = JSON.parse(stdout) as { analysis: { entrypoints: object; problems: unknown[] } }
  assert.equal(Object.keys(analysis.entrypoints).length, entries.length)
})

test('a service in strict TypeScript compiles against it, without the types of Node', async () => {
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}'`)
  const uses = entries.map((_, index) => `entry${index}`)
  await writeFile(
    join(folder, 'service.ts'),
    `${imports.join('\n')}
import { accessTokenOf, createVerifier, VerifyError } from '@countersign/verify'
export const all = [${uses.join(', ')}]
export const { requirePermission } = entry${entries.indexOf(`${packageJson.name}/fetch`)}.fetchGuards(
  createVerifier({ issuer: 'https://tokens.example.com', audience: 'id' }),
)
export const handler = requirePermission('inventory:item.read', {
  organization: (request) => new URL(request.url).pathname.split('/')[2],
})((request) => new Response(accessTokenOf(request).organizationId))
// @ts-expect-error a route of which nobody said whose things it is about
export const careless = () => requirePermission('inventory:item.read')
export const pinned = entry${entries.indexOf(`${packageJson.name}/fetch`)}.fetchGuards(
  createVerifier({ issuer: 'https://tokens.example.com', audience: 'id', organization: 'one' }),
).requirePermission('inventory:item.read')
// @ts-expect-error a machine has no username, and nobody looked
export const assuming = (request: Request) => accessTokenOf(request).username
// @ts-expect-error the types are really there
export const code: number = new VerifyError('token_expired').code
`,
  )
  const settings = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom', '--types', '']
  await run(bin('tsc'), ['--module', 'nodenext', ...settings, 'service.ts'], { cwd: folder })
  await run(bin('tsc'), ['--module', 'esnext', '--moduleResolution', 'bundler', ...settings, 'service.ts'], {
    cwd: folder,
  })
})

test('plain Node runs it, and it checks a token', async () => {
  const key = makeKey('RS256')
  await using issuer = await startIssuer(key)
  const nowSeconds = Math.floor(Date.now() / 1000)
  const token = signToken(key, headerOf(key), claimsOf(issuer.url, SERVICE, nowSeconds))
  const script = join(folder, 'service.mjs')
  await writeFile(
    script,
    `import { createVerifier } from '@countersign/verify'
const loaded = await Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry)))
const verifier = createVerifier({ issuer: process.argv[2], audience: process.argv[3] })
const token = await verifier.verify(process.argv[4])
const refusal = await verifier.verify(process.argv[4] + '=').catch((error) => error.code)
console.log(loaded.flatMap(Object.keys).sort().join(' '), token.username, refusal)
`,
  )
  const { stdout } = await run(process.execPath, [script, issuer.url, SERVICE, token], {
    cwd: folder,
    env: {},
  })
  assert.equal(
    stdout,
    'VerifyError accessTokenOf createVerifier expressGuards expressMetadata fastifyGuards fastifyMetadata ' +
      'fetchGuards fetchMetadata honoGuards honoMetadata verifyErrors' +
      ' ada@example.com token_malformed\n',
  )
})
