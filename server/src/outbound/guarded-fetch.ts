/**
 * Asks addresses that others chose. A name is looked up once, and only an address that is everybody's is connected to: what
 * the name is said to mean afterwards does not count. No redirect is followed, no answer is longer or later than was
 * agreed, no proxy of the environment is used.
 */
import { lookup as lookUp, type LookupAddress } from 'node:dns'
import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Outbound, OutboundAnswer, OutboundRequest } from '../domain/outbound-request.ts'
import { isPublicAddress } from './public-address.ts'

type Allowed = {
  /** Also private addresses, and http: for receivers in the operator's own network. */
  readonly any: boolean
  /** For tests: what names mean. */
  readonly lookup?: typeof lookUp
}

type Attempt = {
  readonly answer: OutboundAnswer
  /** The other side closed a connection that was kept, at the moment it was used again. */
  readonly isStale: boolean
}

const IDLE_MS = 10_000
const PRIVATE = 'its address is a private one'

export function createGuardedFetch({ any, lookup = lookUp }: Allowed): Outbound {
  const isAllowed = (address: string): boolean => any || isPublicAddress(address)
  const guardedLookup = ((name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return done(error, '')
      const allowed = found.filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (first === undefined) return done(new Error(PRIVATE), '')
      return options.all ? done(null, allowed) : done(null, first.address, first.family)
    })
  }) as LookupFunction
  const kept = { keepAlive: true, maxFreeSockets: 32, timeout: IDLE_MS }
  const agents = { 'http:': new HttpAgent(kept), 'https:': new HttpsAgent(kept) } as const

  function refusedUrl(given: string): string | undefined {
    const url = URL.parse(given)
    if (url === null) return 'it is not an absolute URL'
    if (url.protocol !== 'https:' && !(any && url.protocol === 'http:')) return 'it must begin with https://'
    if (url.username !== '' || url.password !== '') return 'it must not hold a name or a password'
    if (given.includes('#')) return 'it must not have a fragment'
    const host = hostOf(url)
    // A literal address is never looked up.
    return isIP(host) !== 0 && !isAllowed(host) ? PRIVATE : undefined
  }

  function attempt(asked: OutboundRequest): Promise<Attempt> {
    const url = new URL(asked.url)
    const { promise, resolve } = Promise.withResolvers<Attempt>()
    const settle = (answer: OutboundAnswer, isStale = false): void => resolve({ answer, isStale })
    const options = {
      ...{ method: asked.method, lookup: guardedLookup },
      headers: {
        ...asked.headers,
        'user-agent': 'countersign',
        'accept-encoding': 'identity',
        ...(asked.body !== undefined && { 'content-length': Buffer.byteLength(asked.body) }),
      },
    }
    const request: ClientRequest =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, agent: agents['https:'] })
        : requestHttp(url, { ...options, agent: agents['http:'] })
    const fail = (said: string): void => {
      settle({ outcome: 'failed', said })
      request.destroy()
    }
    const deadline = setTimeout(
      () => fail(`it took longer than ${asked.withinMs / 1000} seconds`),
      asked.withinMs,
    )
    const answered = async (response: IncomingMessage): Promise<void> => {
      const answer = await readAnswer(response, asked.mostBytes)
      if (answer === undefined) fail(`its answer is longer than ${asked.mostBytes} bytes, or was cut off`)
      else settle(answer)
    }
    request.once('response', (response) => void answered(response))
    request.once('error', (error: NodeJS.ErrnoException) => {
      settle({ outcome: 'failed', said: inWords(error) }, request.reusedSocket && error.code === 'ECONNRESET')
    })
    request.end(asked.body)
    return promise.finally(() => clearTimeout(deadline))
  }

  return {
    refusedUrl,
    async fetch(asked) {
      const refused = refusedUrl(asked.url)
      if (refused !== undefined) return { outcome: 'failed', said: refused }
      const { isStale, answer } = await attempt(asked)
      return isStale ? (await attempt(asked)).answer : answer
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Undefined for one that is too long, or ends before it is whole. */
async function readAnswer(response: IncomingMessage, mostBytes: number): Promise<OutboundAnswer | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > mostBytes) return undefined
      parts.push(part)
    }
  } catch {
    return undefined
  }
  return {
    outcome: 'answered',
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    text: Buffer.concat(parts).toString(),
  }
}

/** What Node and OpenSSL say is for programmers. */
function inWords({ code = '', message }: NodeJS.ErrnoException): string {
  if (message === PRIVATE) return PRIVATE
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no address was found for its name'
  if (code === 'ECONNREFUSED') return 'nothing answers there'
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'it closed the connection'
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return 'there is no way to it'
  if (/CERT|certificate|altname|SELF_SIGNED|UNABLE_TO_VERIFY/i.test(`${code} ${message}`))
    return 'its certificate is not good'
  if (/SSL|TLS|EPROTO/i.test(`${code} ${message}`)) return 'it does not speak TLS as it has to'
  if (code.startsWith('HPE_')) return 'it does not speak HTTP as it has to'
  return 'the connection failed'
}
