/** Runs an example of a service beside an installation and shows it access tokens of every kind. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { openAcme } from '../../server/testing/acme.ts'
import { makeProof, makeProofKey } from '../../server/testing/dpop-proofs.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { freePort } from '../../server/testing/free-port.ts'
import { addApp, basic, giveApp, postForm } from '../../server/testing/oauth.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate } from '../../server/testing/requests.ts'
import { ROOT } from './blocks.ts'
import type { Buildable } from './built.ts'

export type TokenType = 'at+jwt' | 'JWT'

export type Example = Buildable & { readonly run: string }

export const EXAMPLES = {
  typescript: {
    folder: 'examples/inventory-service',
    programs: [],
    run: `exec "${process.execPath}" --conditions=countersign-source "${ROOT}examples/inventory-service/server.ts"`,
  },
  python: {
    folder: 'examples/python-fastapi',
    programs: ['python3'],
    build:
      'python3 -m venv .venv && .venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check -r requirements.txt',
    run: 'exec .venv/bin/python -m uvicorn app:app --port "$PORT" --log-level warning',
  },
  go: {
    folder: 'examples/go-net-http',
    programs: ['go'],
    build: 'go build -o inventory .',
    run: 'exec ./inventory',
  },
  java: {
    folder: 'examples/spring-boot',
    programs: ['java', 'mvn'],
    build: 'mvn --quiet --batch-mode --offline package || mvn --quiet --batch-mode package',
    run: 'exec java -Xmx256m $JAVA_PROFILE -jar target/inventory-1.jar --logging.level.root=error --spring.main.banner-mode=off',
  },
} as const satisfies Readonly<Record<string, Example>>

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

/** Access tokens of each kind, of an API token that its owner generates, and those of a machine that may read. */
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
    ...(await tokensOfMachine(acme)),
    withoutThePermission: await narrowed('inventory:item.write'),
    forNoService: await narrowed('org_owner'),
    idToken,
    withAnotherSignature: `${good.slice(0, -12)}${other}`,
    garbage: 'garbage',
    none: '',
  }
}

async function tokensOfMachine(acme: Awaited<ReturnType<typeof openAcme>>) {
  const { app, secret } = await addApp(acme)
  const role = { serviceId: acme.inventory.id, name: 'inventory:viewer' }
  await giveApp(acme, acme.organization.id, app.id, role)
  const issued = async (more: Readonly<Record<string, string>> = {}) => {
    const form = { grant_type: 'client_credentials' }
    const { body } = await postForm(acme, '/oauth2/token', form, { ...basic(app.id, secret), ...more })
    return (body as { access_token: string }).access_token
  }
  const nowSeconds = Math.floor(acme.clock.now / 1000)
  const url = `${acme.config.publicUrl}/oauth2/token`
  const dpop = makeProof(makeProofKey(), { method: 'POST', url, nowSeconds })
  return { ofMachine: await issued(), boundToAKey: await issued({ dpop }) }
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
