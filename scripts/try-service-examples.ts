/**
 * Starts an installation and each example of a service beside it, sends each the same access tokens and prints what it
 * answered: `node --conditions=countersign-source scripts/try-service-examples.ts [go] [python] [spring] [typescript]`.
 * No test: it needs the languages' own tools and fetches their packages. It leaves nothing behind but their caches.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createLogger, fillWithDemonstration, parseConfig, serve } from '@countersign/server'

type Type = 'at+jwt' | 'JWT'
type Example = {
  readonly folder: string
  /** Run once, in a copy of the folder. */
  readonly prepare?: readonly string[]
  readonly run: readonly string[]
  readonly types: readonly Type[]
}

const TYPESCRIPT: Example = {
  folder: 'inventory-service',
  run: [process.execPath, '--conditions=countersign-source', 'examples/inventory-service/server.ts'],
  types: ['at+jwt'],
}
const EXAMPLES: Readonly<Record<string, Example>> = {
  typescript: TYPESCRIPT,
  python: {
    folder: 'python-fastapi',
    prepare: ['sh', '-c', 'python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements.txt'],
    run: ['sh', '-c', 'exec .venv/bin/uvicorn app:app --port "$PORT" --log-level warning'],
    types: ['at+jwt', 'JWT'],
  },
  go: {
    folder: 'go-net-http',
    prepare: ['go', 'build', '-o', 'inventory', '.'],
    run: ['./inventory'],
    types: ['at+jwt', 'JWT'],
  },
  spring: {
    folder: 'spring-boot',
    prepare: ['mvn', '--quiet', '--batch-mode', 'package'],
    run: [
      'sh',
      '-c',
      'exec java $JAVA_ARGUMENTS -jar target/inventory-1.jar --logging.level.root=error --spring.main.banner-mode=off',
    ],
    types: ['JWT', 'at+jwt'],
  },
}

const asked = process.argv.slice(2)
const examples = Object.entries(EXAMPLES).filter(([name]) => asked.length === 0 || asked.includes(name))
const folder = await mkdtemp(join(tmpdir(), 'countersign-examples-'))
try {
  for (const [name, { folder: from, prepare }] of examples) {
    await cp(join('examples', from), join(folder, name), { recursive: true })
    if (prepare) await finished(start(prepare, join(folder, name), {}))
  }
  for (const type of ['at+jwt', 'JWT'] as const) await tryAll(type)
} finally {
  await rm(folder, { recursive: true, force: true })
}
// A library that holds a socket open must not hold this up.
process.exit(0)

async function tryAll(type: Type): Promise<void> {
  const dataDir = join(folder, `data-${type.replace('+', '-')}`)
  const port = String(await freePort())
  const config = parseConfig(['--data-dir', dataDir, '--port', port, '--access-token-type', type], {})
  const { people, inventoryId } = await fillWithDemonstration(config)
  const serving = await serve(config, await createLogger('error', process.stderr), () => {})
  const tokens = await tokensFrom(serving.address, people[0]!)
  for (const [name, example] of examples) {
    if (!example.types.includes(type)) continue
    const own = await freePort()
    const service = start(example.run, example === TYPESCRIPT ? process.cwd() : join(folder, name), {
      ISSUER: serving.address,
      AUDIENCE: inventoryId,
      PORT: String(own),
      ACCESS_TOKEN_TYPE: type,
      JAVA_ARGUMENTS: type === 'JWT' ? '-Xmx256m' : '-Xmx256m -Dspring.profiles.active=at-jwt',
    })
    print(`${name}, access tokens of the type ${type}`)
    const items = `http://127.0.0.1:${own}/items`
    await listening(items, service)
    for (const [what, token] of Object.entries(tokens)) {
      const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
      const answer = await fetch(items, { headers })
      const told =
        answer.status === 200 ? (await answer.text()).trim() : answer.headers.get('www-authenticate')
      print(`  ${answer.status}  ${what.padEnd(38)}  ${told}`)
    }
    service.kill()
    await once(service, 'exit')
  }
  await serving.stop()
}

/** Access tokens of each kind, of an API token that this person generates. */
async function tokensFrom(address: string, { username, password }: { username: string; password: string }) {
  const ask = async (path: string, body: unknown, cookie = '') => {
    const headers = { 'content-type': 'application/json', origin: address, cookie }
    const answer = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return {
      cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
      body: (await answer.json()) as Answer,
    }
  }
  const { cookie } = await ask('/api/v1/session', { username, password })
  const list = await fetch(`${address}/api/v1/organizations`, { headers: { cookie } })
  const [organization] = ((await list.json()) as { items: { id: string }[] }).items
  const generated = await ask(
    `/api/v1/organizations/${organization!.id}/api-tokens`,
    { name: 'Examples', scopes: { allRoles: true, openId: true } },
    cookie,
  )
  const exchange = async (more: Readonly<Record<string, string>> = {}) =>
    (
      await ask('/csp/gateway/am/api/auth/api-tokens/authorize', {
        refresh_token: generated.body.value,
        ...more,
      })
    ).body
  const whole = await exchange()
  const good = whole.access_token
  return {
    'a good access token': good,
    'one without the permission': (await exchange({ scope: 'inventory:item.write' })).access_token,
    'one that is for no service': (await exchange({ scope: 'org_member' })).access_token,
    'an ID token': whole.id_token,
    'the same with another signature': `${good.slice(0, -12)}${good.endsWith('AAAAAAAAAAAA') ? 'BBBBBBBBBBBB' : 'AAAAAAAAAAAA'}`,
    garbage: 'garbage',
    'no token': '',
  }
}

type Answer = { readonly value: string; readonly access_token: string; readonly id_token: string }

function start(
  [command = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
) {
  return spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function finished(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}.`)
}

async function listening(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await pause(200)
  }
  throw new Error(`${child.spawnargs.join(' ')} ended before it listened.`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
