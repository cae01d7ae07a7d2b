/**
 * Runs an example of a service beside an installation and shows it access tokens of every kind. What a language needs is
 * fetched once, by the language's own tool, and what it built is kept beside the packages of npm.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openAcme } from '../../server/testing/acme.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { freePort } from '../../server/testing/free-port.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate } from '../../server/testing/requests.ts'
import { missing, run } from './at-hand.ts'
import { ROOT } from './blocks.ts'

export type TokenType = 'at+jwt' | 'JWT'

export type Example = {
  readonly folder: string
  /** Programs of the language. */
  readonly programs: readonly string[]
  /** Done once, in a copy of the folder. */
  readonly build?: string
  readonly run: string
}

export const EXAMPLES = {
  typescript: {
    folder: 'inventory-service',
    programs: [],
    run: `exec "${process.execPath}" --conditions=countersign-source "${ROOT}examples/inventory-service/server.ts"`,
  },
  python: {
    folder: 'python-fastapi',
    programs: ['python3'],
    build:
      'python3 -m venv .venv && .venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check -r requirements.txt',
    run: 'exec .venv/bin/python -m uvicorn app:app --port "$PORT" --log-level warning',
  },
  go: {
    folder: 'go-net-http',
    programs: ['go'],
    build: 'go build -o inventory .',
    run: 'exec ./inventory',
  },
  java: {
    folder: 'spring-boot',
    programs: ['java', 'mvn'],
    build: 'mvn --quiet --batch-mode --offline package || mvn --quiet --batch-mode package',
    run: 'exec java -Xmx256m $JAVA_PROFILE -jar target/inventory-1.jar --logging.level.root=error --spring.main.banner-mode=off',
  },
} as const satisfies Readonly<Record<string, Example>>

const CACHE = join(ROOT, 'node_modules/.cache/countersign-examples')
const BUILD_LIMIT_MS = 100_000
/** What tools say when there is no way to the packages, or they are older than the example: not the example's fault. */
const NOT_HERE = new RegExp(
  [
    'could not (?:resolve|transfer|find a version)|no such host|dial tcp|connection (?:refused|error|broken|reset)',
    'name resolution|unreachable|proxy|certificate|timed? ?out|timeout|no matching distribution|status code:? [45]\\d\\d',
    'ensurepip|no module named (?:venv|pip)|externally-managed|requires? go|toolchain|unsupported class file',
    'release version .* not supported|invalid target release|no space left|permission denied',
  ].join('|'),
  'i',
)

export type Built = { readonly folder: string } | { readonly skip: string }

/** The folder in which it can be run, or why it can't be on this machine. One that does not build is a failure. */
export async function built({ folder: from, programs, build }: Example): Promise<Built> {
  const skip = await missing(...programs)
  if (skip !== undefined) return { skip }
  if (build === undefined) return { folder: ROOT }
  const folder = join(CACHE, `${from}-${await fingerprint(from)}`)
  const isBuilt = join(folder, '.built')
  if (existsSync(isBuilt)) return { folder }
  // What an earlier run fetched before its time was over is still there.
  await mkdir(CACHE, { recursive: true })
  await cp(join(ROOT, 'examples', from), folder, { recursive: true })
  const { code, output, errors } = await run('sh', ['-c', build], { cwd: folder, limitMs: BUILD_LIMIT_MS })
  if (code === 0) {
    await writeFile(isBuilt, '')
    return { folder }
  }
  const told = `${output}\n${errors}`
  if (code === null) return { skip: `not at hand: the packages of ${from} within ${BUILD_LIMIT_MS / 1000} s` }
  if (NOT_HERE.test(told)) return { skip: `not at hand: the tools or packages of ${from}` }
  throw new Error(`${from} could not be built: ${told}`)
}

/** Of what it is made of: another text is another build. */
async function fingerprint(from: string): Promise<string> {
  const hash = createHash('sha256')
  const files: string[] = []
  for await (const path of glob('**/*.*', { cwd: join(ROOT, 'examples', from) })) files.push(path)
  for (const path of files.toSorted()) {
    if (/\.\w+$/.test(path)) hash.update(path).update(await readFile(join(ROOT, 'examples', from, path)))
  }
  return hash.digest('hex').slice(0, 16)
}

export type Answer = { readonly status: number; readonly challenge: string | null; readonly text: string }
export type Answers = Readonly<Record<keyof Awaited<ReturnType<typeof tokensOf>>, Answer>>

/** What the example answers to each kind of token. */
export async function answersOf(
  cleanup: Cleanup,
  { run: command }: Example,
  folder: string,
  type: TokenType,
): Promise<{ readonly answers: Answers; readonly organizationId: string }> {
  const [port, own] = [await freePort(), await freePort()]
  const issuer = `http://127.0.0.1:${port}`
  const env = { COUNTERSIGN_PUBLIC_URL: issuer, COUNTERSIGN_ACCESS_TOKEN_TYPE: type }
  const acme = await openAcme(cleanup, { env })
  await acme.app.server.listen({ host: '127.0.0.1', port })
  const service = spawn('sh', ['-c', command], {
    cwd: folder,
    env: {
      ...process.env,
      ISSUER: issuer,
      AUDIENCE: acme.inventory.id,
      PORT: String(own),
      ACCESS_TOKEN_TYPE: type,
      JAVA_PROFILE: type === 'JWT' ? '' : '-Dspring.profiles.active=at-jwt',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  cleanup.after(async () => {
    if (service.exitCode !== null) return
    service.kill('SIGKILL')
    await once(service, 'exit')
  })
  const itemsOf = (organizationId: string): string =>
    `http://127.0.0.1:${own}/organizations/${organizationId}/items`
  const items = itemsOf(acme.organization.id)
  await listening(items, service)
  const answers: [string, Answer][] = []
  const tokens = await tokensOf(acme)
  const asked = Object.entries(tokens).map(([what, token]) => [what, token, items] as const)
  const elsewhere = [
    ['atAnotherOrganization', randomUUID()],
    ['atItsOrganizationInCapitals', acme.organization.id.toUpperCase()],
    ['atAnOrganizationOfNoName', '%20'],
  ] as const
  for (const [what, organization] of elsewhere) asked.push([what, tokens.good, itemsOf(organization)])
  for (const [what, token, url] of asked) {
    const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
    const { status, headers: answered, ...rest } = await answerOf(url, headers)
    answers.push([what, { status, challenge: answered.get('www-authenticate'), ...rest }])
  }
  return { answers: Object.fromEntries(answers) as Answers, organizationId: acme.organization.id }
}

async function answerOf(url: string, headers: Readonly<Record<string, string>>) {
  const response = await fetch(url, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Access tokens of each kind, of an API token that its owner generates. */
async function tokensOf(acme: Awaited<ReturnType<typeof openAcme>>) {
  const session = await sessionOf(acme, acme.owner)
  const { value } = await generate(acme, session, { scopes: { allRoles: true, openId: true } })
  const narrowed = async (scope: string) =>
    (await exchange(acme, value, { scope })).body.access_token as string
  const { access_token: good, id_token: idToken } = (await exchange(acme, value)).body as Readonly<
    Record<'access_token' | 'id_token', string>
  >
  const other = good.endsWith('AAAAAAAAAAAA') ? 'BBBBBBBBBBBB' : 'AAAAAAAAAAAA'
  return {
    good,
    withoutThePermission: await narrowed('inventory:item.write'),
    forNoService: await narrowed('org_owner'),
    idToken,
    withAnotherSignature: `${good.slice(0, -12)}${other}`,
    garbage: 'garbage',
    none: '',
  }
}

async function listening(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await pause(100)
  }
  throw new Error(`${child.spawnargs.join(' ')} ended before it listened.`)
}
