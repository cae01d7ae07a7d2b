/** The feed and the status lists of an issuer for the tests, which do what they are told. Not part of the package. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { deflateSync } from 'node:zlib'
import { NOW_SECONDS, startIssuer } from './fake-issuer.ts'
import { headerOf, makeKey, signToken, type TestKey } from './forge-token.ts'

export const FEED_TOKEN = `csnf${'a'.repeat(61)}`
export const ENTRIES = 2 ** 20

export async function startFeed() {
  const key = makeKey('ES256')
  const issuer = await startIssuer(key)
  const open = new Set<ServerResponse>()
  const uri = `${issuer.url}/status-lists/1`
  const signed = (typ: string, claims: object, by: TestKey = key): string =>
    signToken(by, { ...headerOf(by), typ }, claims)
  const bitsOf = (ended: readonly number[], bytes = ENTRIES / 8): Buffer => {
    const bits = Buffer.alloc(bytes)
    for (const index of ended) bits[index >> 3]! |= 1 << (index & 7)
    return bits
  }
  const feed = {
    issuer,
    key,
    uri,
    signed,
    bitsOf,
    place: (idx: number, list = uri) => ({ status_list: { idx, uri: list } }),
    /** Every `Last-Event-ID` that came. */
    cursors: [] as (string | undefined)[],
    position: 1000,
    listAsOf: 1000,
    ended: [] as number[],
    /** What becomes of whoever opens the feed, and of whoever asks for a list. */
    onFeed: (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      open.add(response)
      response.once('close', () => open.delete(response))
      feed.current()
    },
    listClaims: {} as object,
    onList: (response: ServerResponse): void => {
      const lst = deflateSync(bitsOf(feed.ended)).toString('base64url')
      const claims = {
        ...{ iss: issuer.url, sub: uri, iat: NOW_SECONDS, exp: NOW_SECONDS + 600, ttl: 15 },
        ...{ as_of: feed.listAsOf, status_list: { bits: 1, lst }, ...feed.listClaims },
      }
      response.end(signed('statuslist+jwt', claims))
    },
    send: (event: string, id: number, data: string): void => {
      for (const each of open) each.write(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`)
    },
    current: () => feed.send('current', feed.position, JSON.stringify({ position: feed.position })),
    batch: (...revocations: object[]) =>
      signed('revocations+jwt', { iss: issuer.url, iat: NOW_SECONDS, revocations }),
    tell: (entry: object): void => {
      feed.position += 1
      feed.send('revocations', feed.position, feed.batch({ position: feed.position, ...entry }))
    },
    cut: () => {
      for (const each of open) each.destroy()
    },
    openFeeds: () => open.size,
    [Symbol.asyncDispose]: async () => {
      feed.cut()
      await issuer[Symbol.asyncDispose]()
    },
  }
  const { publish } = issuer
  issuer.answer = (request, response) => {
    const path = new URL(request.url!, issuer.url).pathname
    if (path === '/revocations') {
      feed.cursors.push(request.headers['last-event-id'] as string | undefined)
      return feed.onFeed(request, response)
    }
    return path.startsWith('/status-lists/') ? feed.onList(response) : publish(request, response)
  }
  return feed
}
