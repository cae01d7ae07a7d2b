/**
 * `npm run demo`: three organizations to look at, the service and an example service beside it, on this machine only.
 * What it made is kept in `.demo/` until `--reset`.
 */
import '../cli/src/thread-pool.ts'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  ConfigProblems,
  createLogger,
  endedEarly,
  flagsIn,
  inWords,
  parseConfig,
  serve,
  toldToStop,
} from '@countersign/server'
import { version } from '../cli/src/version.ts'
import { buildConsoleIfNeeded } from './console-build.ts'
import { DATA, FOLDER, openDemonstration } from './demo-folder.ts'
import { freePort } from './demo-port.ts'

const HELP = `npm run demo [-- --reset] [-- --port 8080]

  --reset    forget the demonstration and make a new one
  --port     where Countersign listens (8080); the example service takes the next free one
  --version  print the version
  --help     print this`

const SERVICE = fileURLToPath(new URL('../examples/inventory-service/server.ts', import.meta.url))

/** What was started beside this process and must not outlive it. */
const started = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of started) child.kill()
})

try {
  await run(process.argv.slice(2))
} catch (error) {
  const problems = error instanceof ConfigProblems ? error.problems : [inWords(error)]
  for (const problem of problems) process.stderr.write(`demo: ${problem}\n`)
  process.exit(error instanceof ConfigProblems ? 2 : 1)
}

async function run(argv: readonly string[]): Promise<void> {
  const problems: string[] = []
  const known = { valued: ['port'], alone: ['reset', 'help', 'version'] }
  const { values, alone } = flagsIn(
    argv.map((word) => (word === '-h' ? '--help' : word)),
    known,
    problems,
  )
  if (problems.length > 0) throw new ConfigProblems(problems)
  if (alone.has('help')) print(HELP)
  else if (alone.has('version')) print(await version())
  else await demonstrate({ isReset: alone.has('reset'), port: values['port'] ?? '8080' })
}

async function demonstrate({ isReset, port: wished }: { isReset: boolean; port: string }): Promise<void> {
  const stopped = toldToStop({ isUnderNpm: process.env['npm_lifecycle_event'] !== undefined })
  let isReady = false
  void stopped.then((signal) => {
    if (isReady) return
    print(`${endedEarly(signal)} "npm run demo" goes on with it.`)
    process.exit(0)
  })
  const flags = (port: number | string): string[] => [
    '--data-dir',
    DATA,
    '--log-level',
    'warn',
    '--port',
    String(port),
  ]
  const port = await freePort(parseConfig(flags(wished), {}).port, print)
  const config = parseConfig(flags(port), {})
  const demonstration = await openDemonstration(config, { isReset })
  const { people, apiToken, inventoryId, feedToken, services = [], otherOrganization } = demonstration
  await buildConsoleIfNeeded(print)
  const serving = await serve(config, await createLogger('warn', process.stderr), () => {})
  const servicePort = await freePort(port + 1, print)
  const service = startService({
    ...{ ISSUER: serving.address, AUDIENCE: inventoryId, PORT: String(servicePort) },
    ...(feedToken !== undefined && { FEED_TOKEN: feedToken }),
  })
  await once(service.stdout!, 'data')

  const organizationId = await organizationOf(serving.address, apiToken)
  // On standard input: what stands in a command line can be read by everyone on the machine.
  const exchange = `echo refresh_token=${apiToken} | curl -s -X POST ${serving.address}/csp/gateway/am/api/auth/api-tokens/authorize -d @-`
  const accessToken = `$(${exchange} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
  const itemsOf = (id: string, token = accessToken): string =>
    `echo "csp-auth-token: ${token}" | curl -s http://127.0.0.1:${servicePort}/organizations/${id}/items -H @-`
  const elsewhere = otherOrganization
    ? `
${otherOrganization.displayName} has the service as well; its address refuses this token, which is not of ${otherOrganization.displayName}:

  ${itemsOf(otherOrganization.id)}
`
    : ''
  const servicesInLines = services
    .map(
      ({ displayName, id }, at) =>
        `  ${(at === 0 ? 'Services' : '').padEnd(10)}  ${displayName.padEnd(9)}  ${id}   (its id, and the audience of its access tokens)\n`,
    )
    .join('')
  print(`
Countersign is ready.

  Console     ${serving.address}
  Sign in     ${people.map(({ username, password, who }) => `${username} / ${password}   (${who})`).join('\n              ')}
${servicesInLines}  Mails       ${join(DATA, 'outbox')}/   (as files)
  Help        ${serving.address}/help
  API pages   ${serving.address}/api/reference

Exchange an API token for an access token:

  ${exchange}

Call the example service with an access token:

  ${itemsOf(organizationId)}
${elsewhere}
Keep an access token and call every second; revoke “Nightly stock report” in the console meanwhile, as max: refused.

  ACCESS=${accessToken}; while sleep 1; do ${itemsOf(organizationId, '$ACCESS')}; echo; done

Stop with Ctrl+C. Everything is kept in ${FOLDER}/; "npm run demo -- --reset" begins anew.
`)
  isReady = true
  await stopped
  service.kill()
  if (!(await serving.stop())) process.exit(0)
}

/** Folders of earlier versions don't have it, and the answer of the service itself is right in all. */
async function organizationOf(address: string, apiToken: string): Promise<string> {
  const answer = await fetch(`${address}/csp/gateway/am/api/auth/api-tokens/details`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tokenValue: apiToken }),
  })
  const { orgId } = (await answer.json()) as { orgId?: string }
  return orgId ?? '<id of the organization>'
}

function startService(env: Readonly<Record<string, string>>): ChildProcess {
  const service = spawn(process.execPath, ['--conditions=countersign-source', SERVICE], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.add(service)
  return service
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
