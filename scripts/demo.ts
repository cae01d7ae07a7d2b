/**
 * `npm run demo`: a demonstration organization, the service and an example service beside it, on this machine only.
 * What it made is kept in `.demo/` until `--reset`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { parseArgs } from 'node:util'
import {
  createLogger,
  fillWithDemonstration,
  parseConfig,
  serve,
  toldToStop,
  type Demonstration,
} from '@countersign/server'

const FOLDER = '.demo'
const FACTS = `${FOLDER}/demonstration.json`
const HELP = `npm run demo [-- --reset] [-- --port 8080]

  --reset   forget the demonstration organization and make a new one
  --port    where Countersign listens (8080); the example service takes the next free one
`

const { values } = parseArgs({
  options: { reset: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } },
})
/** What was started beside this process and must not outlive it. */
const started = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of started) child.kill()
})

if (values.help === true) print(HELP)
else await demonstrate()

async function demonstrate(): Promise<void> {
  const stopped = toldToStop({ isUnderNpm: process.env['npm_lifecycle_event'] !== undefined })
  let isReady = false
  void stopped.then((signal) => {
    if (isReady) return
    print(`${signal}: ended before the demonstration was ready. "npm run demo" goes on with it.`)
    process.exit(0)
  })
  if (values.reset === true) await rm(FOLDER, { recursive: true, force: true })
  const port = await freePort(Number(values.port ?? 8080))
  const config = parseConfig(
    ['--data-dir', `${FOLDER}/data`, '--port', String(port), '--log-level', 'warn'],
    {},
  )
  const { people, apiToken, inventoryId } = await demonstration(config)
  await buildConsole()
  const serving = await serve(config, await createLogger('warn', process.stderr), () => {})
  const servicePort = await freePort(port + 1)
  const service = startService({ ISSUER: serving.address, AUDIENCE: inventoryId, PORT: String(servicePort) })
  await once(service.stdout!, 'data')

  // On standard input: what stands in a command line can be read by everyone on the machine.
  const exchange = `echo refresh_token=${apiToken} | curl -s -X POST ${serving.address}/csp/gateway/am/api/auth/api-tokens/authorize -d @-`
  const accessToken = `$(${exchange} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
  print(`
Countersign is ready.

  Console     ${serving.address}
  Sign in     ${people.map(({ username, password, who }) => `${username} / ${password}   (${who})`).join('\n              ')}
  API pages   ${serving.address}/api/reference

Exchange an API token for an access token:

  ${exchange}

Call the example service with an access token:

  echo "csp-auth-token: ${accessToken}" | curl -s http://127.0.0.1:${servicePort}/items -H @-

Stop with Ctrl+C. Everything is kept in ${FOLDER}/; "npm run demo -- --reset" begins anew.
`)
  isReady = true
  await stopped
  service.kill()
  if (!(await serving.stop())) process.exit(0)
}

/** What was made the first time. The value of the API token is in no database: only this file of the demonstration has it. */
async function demonstration(config: Parameters<typeof fillWithDemonstration>[0]): Promise<Demonstration> {
  if (existsSync(FACTS)) return JSON.parse(await readFile(FACTS, 'utf8')) as Demonstration
  // A demonstration that was interrupted half-way is of no use to anyone.
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER, { mode: 0o700 })
  const made = await fillWithDemonstration(config)
  await writeFile(FACTS, JSON.stringify(made, null, 2), { mode: 0o600 })
  return made
}

async function buildConsole(): Promise<void> {
  if (existsSync('console/dist/index.html')) return
  print('Building the console, once …')
  const build = spawn('vite', ['build', '--logLevel', 'error'], { cwd: 'console', stdio: 'inherit' })
  started.add(build)
  const [code] = (await once(build, 'exit')) as [number | null]
  if (code !== 0) throw new Error('The console could not be built; see above.')
}

function startService(env: Readonly<Record<string, string>>): ChildProcess {
  const args = ['--conditions=countersign-source', 'examples/inventory-service/server.ts']
  const service = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.add(service)
  return service
}

/** The port that is wished, or the next one that nobody listens on. */
async function freePort(wished: number): Promise<number> {
  const probe = createServer().listen(wished, '127.0.0.1')
  const isFree = await once(probe, 'listening').then(
    () => true,
    () => false,
  )
  if (isFree) {
    probe.close()
    await once(probe, 'close')
    return wished
  }
  print(`Port ${wished} is taken; trying the next one.`)
  return freePort(wished + 1)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
