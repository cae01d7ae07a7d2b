/**
 * A service to throw things at, which judges every answer: never a 5xx, every error JSON with a `message`, no stack, no
 * secret in an answer or in a log line. What is wrong is told together with the request that did it.
 */
import assert from 'node:assert/strict'
import type { InjectOptions } from 'fastify'
import { openAcme, openApp, PASSWORD, type Acme } from '../../server/testing/acme.ts'
import { createCanary } from '../../server/testing/canary.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { createTally } from './tally.ts'

export type Sent = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
}
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  /** What the text is in JSON; undefined when it is none. */
  readonly body: unknown
}
export type Target = Awaited<ReturnType<typeof openTarget>>

type Circumstances = {
  /** What it is counted under. */
  readonly as: string
  /** Another service than Acme. */
  readonly at?: Pick<Acme, 'app'>
  /** The answer rightly has a token in it: one that was just made, or the very one that was sent. */
  readonly mayHold?: 'a new token' | 'the token sent'
}

const ENV = {
  COUNTERSIGN_SIGNING_ALGORITHM: 'ES256',
  COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0',
  // Each visit has some of its own.
  COUNTERSIGN_SERVICES_PER_ORGANIZATION: '10000',
  COUNTERSIGN_GROUPS_PER_ORGANIZATION: '10000',
  COUNTERSIGN_CUSTOM_ROLES_PER_ORGANIZATION: '10000',
  COUNTERSIGN_OAUTH_APPS_PER_ORGANIZATION: '10000',
  COUNTERSIGN_OPEN_INVITATIONS: '10000',
  COUNTERSIGN_ROLE_REQUESTS_PER_PERSON: '10000',
}
const STACK = /\n\s+at |node_modules|\.ts:\d|file:\/\/|TypeError|SyntaxError|FST_|SQLITE|\[object /
const TOKEN = /csn[a-z][0-9A-Za-z]{61}|eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{20,}/

export async function openTarget(test: Cleanup) {
  const lines: string[] = []
  const options = { env: ENV, log: (line: string) => void lines.push(line) }
  const acme = await openAcme(test, options)
  const tally = createTally()
  let canary = createCanary()
  canary.keep('password', PASSWORD)
  let logged = 0
  let sent = 0

  /** A log line is written after its answer: what came since the last look is looked at with the secrets of then. */
  const readLog = (): void => {
    const text = lines.splice(0).join('')
    logged += text.length
    assert.deepEqual(canary.findIn(text), [], `a secret is in the log: ${text}`)
    assert.doesNotMatch(text, TOKEN)
  }

  /** That there is no secret in what was answered. */
  const search = (shown: string, context: string = shown): void => {
    assert.deepEqual(canary.findIn(shown), [], context)
    assert.doesNotMatch(shown, TOKEN, context)
  }

  const throwAt = async (what: Sent, { as, at = acme, mayHold }: Circumstances): Promise<Answer> => {
    acme.clock.now += 100
    sent++
    const response = await at.app.server.inject({
      method: what.method as NonNullable<InjectOptions['method']>,
      url: what.url,
      headers: { ...what.headers },
      // Throttles count by address; here nobody is to be slowed down.
      remoteAddress: `10.${(sent >> 16) & 255}.${(sent >> 8) & 255}.${sent & 255}`,
      ...(what.body !== undefined && { payload: what.body }),
    })
    const { statusCode: status, headers, body: text } = response
    const answer = { status, headers, text, body: jsonOf(text) }
    const context = told(what, answer)
    judge(answer, context, what.method === 'HEAD')
    for (const cookie of [headers['set-cookie'] ?? []].flat()) rememberCookie(cookie)
    const shown = `${text}${JSON.stringify({ ...headers, 'set-cookie': '' })}`
    if (status >= 300 || mayHold === undefined) search(shown, context)
    else if (mayHold === 'a new token') assert.deepEqual(canary.findIn(shown), [], context)
    readLog()
    tally.count(as, status)
    return answer
  }

  const rememberCookie = (cookie: string): void => {
    const [value = ''] = cookie.slice(cookie.indexOf('=') + 1).split(';')
    if (value.length === 43) canary.keep('cookie just set', value)
  }

  return {
    acme,
    search,
    tally,
    throwAt,
    /** A service that is not set up yet, to be closed by whoever opens it. */
    async openEmpty() {
      const releases: (() => Promise<void>)[] = []
      const { app } = await openApp({ after: (release) => releases.push(release) }, options)
      const close = async (): Promise<void> => {
        for (const release of releases) await release()
      }
      return { app, close }
    },
    /** From now on it is a secret. */
    guard(name: string, secret: string): void {
      // Of what has parts, the part that is secret.
      if (secret.startsWith('csn')) canary.keepToken(name, secret)
      else canary.keep(name, secret.split('.').at(-1)!)
    },
    /** The secrets so far are over. */
    release(): void {
      readLog()
      canary = createCanary()
      canary.keep('password', PASSWORD)
    },
    /** That there was something to look at. */
    finish(): void {
      readLog()
      assert.ok(logged > 10_000, `${logged} characters of log were searched`)
    },
  }
}

/** What holds of every answer. */
export function judge({ status, headers, text, body }: Answer, context: string, isHead = false): void {
  assert.ok(status < 500, context)
  assert.equal(headers['x-content-type-options'], 'nosniff', context)
  assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/, context)
  assert.doesNotMatch(status < 300 ? '' : text, STACK, context)
  if (status < 400) return
  assert.equal(headers['cache-control'], 'no-store', context)
  assert.match(String(headers['content-type']), /^application\/(problem\+)?json/, context)
  if (isHead) return
  const { message } = (body ?? {}) as { message?: unknown }
  assert.ok(typeof message === 'string' && message.trim() !== '', context)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Enough to send it again. */
export function told(
  { method, url, headers, body }: Sent,
  { status, text }: Pick<Answer, 'status' | 'text'>,
): string {
  const written = Buffer.isBuffer(body) ? `base64 ${body.toString('base64')}` : (body ?? 'no body')
  const request = `${method} ${url.slice(0, 1_000)}\n${JSON.stringify(headers)}\n${written.slice(0, 4_000)}`
  return `${request}\nwas answered ${status} ${text.slice(0, 2_000)}`
}
