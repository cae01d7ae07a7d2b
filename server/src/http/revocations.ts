/**
 * The feed of revocations for services, with a feed token: as server-sent events, or one answer that waits until there is
 * something. Either begins after a place that was told before, and misses nothing. A slow reader is dropped, and told.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Needs } from '../actions/needs.ts'
import { findPresentedFeedToken } from '../actions/revocation/feed-tokens.ts'
import type { Ending, Listener, Told } from '../actions/revocation/revocation-feed.ts'
import { Refusal } from '../domain/refusal.ts'

/** What waits to be sent to one reader, in bytes, before it is dropped. */
const MOST_WAITING = 256 * 1024
const LONGEST_WAIT_SECONDS = 30

type FeedNeeds = Pick<Needs, 'store' | 'keyedHash' | 'revocationFeed'>

export function revocationRoutes(server: FastifyInstance, needs: FeedNeeds): void {
  server.addHook('preClose', (done) => {
    needs.revocationFeed.close()
    done()
  })
  server.get('/revocations', { schema: { hide: true }, logLevel: 'warn' }, async (request, reply) => {
    const [, presented] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? []
    const token = await findPresentedFeedToken(needs, presented)
    const { after, waitSeconds } = asked(request)
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no')
    const isStream = !/\bapplication\/json\b/.test(request.headers.accept ?? '')
    const answer = isStream
      ? await stream(needs, token, after, reply)
      : await whatComes(needs, token, { after, waitSeconds }, reply)
    return reply.send(answer)
  })
}

type Presented = Awaited<ReturnType<typeof findPresentedFeedToken>>

function asked({ query, headers }: FastifyRequest): { after: number; waitSeconds: number } {
  const { after = headers['last-event-id'] ?? '0', wait = '0', ...others } = query as Record<string, unknown>
  const isSound = isWhole(after, Number.MAX_SAFE_INTEGER) && isWhole(wait, LONGEST_WAIT_SECONDS)
  if (!isSound || Object.keys(others).length > 0) throw new Refusal('request_invalid', { detail: MALFORMED })
  return { after: Number(after), waitSeconds: Number(wait) }
}

const isWhole = (text: unknown, most: number): text is string =>
  typeof text === 'string' && /^(0|[1-9]\d{0,15})$/.test(text) && Number(text) <= most

const asEvent = (told: Told): string => {
  if (told.kind === 'reset') return 'event: reset\nid: 0\ndata: {}\n\n'
  const data = told.kind === 'current' ? JSON.stringify({ position: told.upTo }) : told.token
  return `event: ${told.kind}\nid: ${told.upTo}\ndata: ${data}\n\n`
}

async function stream(
  { revocationFeed }: FeedNeeds,
  token: Presented,
  after: number,
  reply: FastifyReply,
): Promise<Readable> {
  let stop = (): void => {}
  const events = new Readable({
    read() {},
    destroy(error, done) {
      stop()
      done(error)
    },
  })
  // Sent at once, with the headers: whoever connects knows that it worked.
  events.push(': revocations\n\n')
  const listener: Listener = {
    tell(told) {
      if (events.destroyed) return false
      events.push(asEvent(told))
      return events.readableLength + reply.raw.writableLength <= MOST_WAITING
    },
    end(why) {
      if (events.destroyed) return
      events.push(`event: end\ndata: ${JSON.stringify({ reason: why })}\n\n`)
      events.push(null)
      // A reader that does not read would keep it open.
      setTimeout(() => events.destroy(), 1_000).unref()
    },
  }
  reply.raw.once('close', () => events.destroy())
  reply.type('text/event-stream; charset=utf-8')
  const listening = revocationFeed.listen(token, after, listener)
  // A refusal is answered; what takes long is told while it comes.
  const first = await Promise.race([listening, afterTurn()])
  const stopWhenGone = async (): Promise<void> => {
    stop = await listening
    if (events.destroyed) stop()
  }
  if (first) await stopWhenGone()
  else stopWhenGone().catch((error: Error) => events.destroy(error))
  return events
}

const afterTurn = (): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(undefined), 50)
  })

/** Answers at once when there is something, and otherwise when there is, or when the time is over. */
function whatComes(
  { revocationFeed }: FeedNeeds,
  token: Presented,
  { after, waitSeconds }: { readonly after: number; readonly waitSeconds: number },
  reply: FastifyReply,
): Promise<{ position: number; isReset: boolean; revocations: string[] }> {
  const revocations: string[] = []
  let position = after
  let isReset = false
  return new Promise((resolve, reject) => {
    let stop = (): void => {}
    let isCaughtUp = false
    const answer = (): void => {
      stop()
      clearTimeout(timer)
      resolve({ position, isReset, revocations })
    }
    const timer = setTimeout(answer, waitSeconds * 1000)
    if (waitSeconds === 0) clearTimeout(timer)
    // Whoever asked has gone.
    reply.raw.once('close', answer)
    const listener: Listener = {
      tell(told) {
        if (told.kind === 'reset') isReset = true
        else position = told.upTo
        if (told.kind === 'revocations') revocations.push(told.token)
        if (isCaughtUp && told.kind === 'revocations') answer()
        // So much in one answer; the rest is after its place.
        return revocations.length < 50
      },
      end: (why: Ending) => (why === 'stopping' ? reject(stopping()) : answer()),
    }
    const listen = async (): Promise<void> => {
      stop = await revocationFeed.listen(token, after, listener)
      isCaughtUp = true
      if (waitSeconds === 0 || revocations.length > 0 || isReset) answer()
    }
    listen().catch(reject)
  })
}

const stopping = (): Refusal => new Refusal('stopping', { retryAfterSeconds: 1 })

const MALFORMED = `Send the place as a whole number in after, or Last-Event-ID, and wait as seconds from 0 to ${LONGEST_WAIT_SECONDS}; nothing else.`
