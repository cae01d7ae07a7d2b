/**
 * Every server of these tests is searched when it ends: no password, token or session cookie that went through it, sent
 * by the browser or by the test, may be in its log or in its database.
 */
import assert from 'node:assert/strict'
import { flushUsage } from '../server/src/jobs/flush-usage.ts'
import type { Acme } from '../server/testing/acme.ts'
import { createCanary, databaseFilesIn } from '../server/testing/canary.ts'

type Opened = Pick<Acme, 'app' | 'dataDir'>
type Cleanup = { after(work: () => unknown): void }
type Request = { readonly url: string; readonly headers: object; readonly body: unknown }
type Reply = { getHeaders(): object }
type Release = () => Promise<void>
type Open<Server> = (test: { after(release: Release): void }, log: (line: string) => void) => Promise<Server>

/** What shows in the audit log, with the kind of secret that must have been seen for it. */
const SEEN_WITH = { csp__user_login: 'cookie', csp__generate_api_token: 'token' }

export async function openSearched<Server extends Opened>(
  test: Cleanup,
  open: Open<Server>,
): Promise<Server> {
  const logs: string[] = []
  const releases: Release[] = []
  const secrets = gatherSecrets()
  let opened: Server | undefined
  test.after(async () => {
    if (opened) await flushUsage(opened.app.needs)
    const database = opened && (await databaseFilesIn(opened.dataDir))
    for (const release of releases) await release()
    if (!database) return
    assert.deepEqual(secrets.findIn(database), [], 'in the database')
    assert.deepEqual(secrets.findIn(logs.join('\n')), [], 'in the log')
    assert.ok(logs.length > 0 && database.includes('schema_migrations'))
    for (const [event, kind] of Object.entries(SEEN_WITH)) {
      assert.ok(!database.includes(event) || secrets.kinds.has(kind), `${event} without a ${kind}`)
    }
  })
  opened = await open({ after: (release) => releases.push(release) }, (line) => logs.push(line))
  opened.app.server.addHook('onSend', (request, reply, payload, done) => {
    secrets.lookAt(request, reply, payload)
    done(null, payload)
  })
  return opened
}

const EVERYWHERE = {
  token: /csn[a-z][0-9A-Za-z]{61}/g,
  signature: /(?<=eyJ[\w-]+\.eyJ[\w-]+\.)[\w-]+/g,
  cookie: /(?<=countersign[-.\w]*(?<!--device)=)[0-9A-Za-z]{20,}/g,
}
/** Shorter ones are words that may stand anywhere. */
const PASSWORD = /(?<="\w*password":)"(?:[^"\\]|\\.){12,}"/gi

function gatherSecrets() {
  const canary = createCanary()
  const seen = new Set<string>()
  const kinds = new Set<string>()
  const keep = (kind: string, secret: string): void => {
    if (seen.has(secret)) return
    seen.add(secret)
    kinds.add(kind)
    const name = `${kind} ${seen.size}`
    if (kind === 'token') canary.keepToken(name, secret)
    else canary.keep(name, secret)
  }
  return {
    kinds,
    findIn: canary.findIn,
    lookAt(request: Request, reply: Reply, payload: unknown): void {
      const { body } = request
      const sent = body instanceof Uint8Array ? Buffer.from(body).toString() : JSON.stringify(body ?? '')
      const headers = JSON.stringify([request.headers, reply.getHeaders()])
      const all = [request.url, sent, headers, typeof payload === 'string' ? payload : ''].join('\n')
      for (const [kind, pattern] of Object.entries(EVERYWHERE)) {
        for (const [secret] of all.matchAll(pattern)) keep(kind, secret)
      }
      for (const [quoted] of sent.matchAll(PASSWORD)) keep('password', JSON.parse(quoted))
    },
  }
}
