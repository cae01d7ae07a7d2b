/** The endpoints of the Shared Signals Framework (SSF 1.0, RFC 8936): every path of them on one screen. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  authenticateReceiver,
  type ReceiverRight,
} from '../../actions/event-streams/authenticate-receiver.ts'
import {
  changeStream,
  createStream,
  foundStream,
  removeStream,
} from '../../actions/event-streams/manage-streams.ts'
import { pollEvents } from '../../actions/event-streams/poll-events.ts'
import { setOwnState } from '../../actions/event-streams/stream-state.ts'
import { addSubject, removeSubject } from '../../actions/event-streams/stream-subjects.ts'
import { verifyStream } from '../../actions/event-streams/verify-stream.ts'
import type { Needs } from '../../actions/needs.ts'
import type { Receiver } from '../../domain/event-streams/event-stream.ts'
import { Refusal } from '../../domain/refusal.ts'
import { accessTokenOf } from '../access-token-header.ts'
import { presentedProof } from '../dpop.ts'
import type { AnswerError } from '../error-answer.ts'
import { parseStrictJson } from '../json-body.ts'
import { originOf } from '../origin.ts'
import {
  askedStreamId,
  configurationIn,
  objectIn,
  pollIn,
  refuseUnlessBoolean,
  stateIn,
  streamIdIn,
  textIn,
} from './given.ts'
import { pollPath, SSF } from './paths.ts'
import { presentState, presentStream, refuseOtherThanOurs } from './present-stream.ts'
import { transmitterMetadata } from './transmitter-metadata.ts'

const BODY_LIMIT_BYTES = 256 * 1024

type Options = { readonly needs: Needs; readonly answerProblem: AnswerError }
type Handle = (
  receiver: Receiver,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<object | undefined>

export async function ssfApi(server: FastifyInstance, { needs, answerProblem }: Options): Promise<void> {
  const { store, settings, eventDelivery } = needs
  const { issuer } = settings
  parseStrictJson(server)
  server.setErrorHandler(answerProblem)
  server.addHook('preClose', (done) => {
    eventDelivery.close()
    done()
  })
  server.get('/.well-known/ssf-configuration', { schema: { hide: true } }, (_request, reply) => {
    reply.headers({ 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' })
    return transmitterMetadata(issuer)
  })

  const route = (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    right: ReceiverRight,
    handle: Handle,
  ): void => {
    server.route({
      ...{ method, url, schema: { hide: true }, bodyLimit: BODY_LIMIT_BYTES },
      handler: async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const proof = presentedProof(request, issuer)
        const receiver = await authenticateReceiver(needs, accessTokenOf(request), proof, right)
        return reply.send(await handle(receiver, request, reply))
      },
    })
  }
  const queried = ({ query }: FastifyRequest): string => {
    const id = askedStreamId(query)
    if (id === undefined) throw new Refusal('request_invalid', { detail: 'Send stream_id in the query.' })
    return id
  }

  route('POST', SSF.streams, 'ssf.manage', async (receiver, request, reply) => {
    const asked = configurationIn(objectIn(request.body ?? {}))
    const stream = await createStream(needs, receiver, asked, originOf(request))
    reply.code(201)
    return presentStream(issuer, stream)
  })
  route('GET', SSF.streams, 'ssf.read', async (receiver, { query }) => {
    const id = askedStreamId(query)
    if (id !== undefined) return presentStream(issuer, await foundStream(store.eventStreams, receiver, id))
    return (await store.eventStreams.listOf(receiver)).map((stream) => presentStream(issuer, stream))
  })
  for (const method of ['PATCH', 'PUT'] as const)
    route(method, SSF.streams, 'ssf.manage', async (receiver, request) => {
      const given = objectIn(request.body)
      const id = streamIdIn(given)
      refuseOtherThanOurs(given, issuer, await foundStream(store.eventStreams, receiver, id))
      const asked = { ...configurationIn(given), replaces: method === 'PUT' }
      return presentStream(issuer, await changeStream(needs, receiver, id, asked, originOf(request)))
    })
  route('DELETE', SSF.streams, 'ssf.manage', async (receiver, request, reply) => {
    await removeStream(needs, receiver, queried(request), originOf(request))
    reply.code(204)
    return undefined
  })

  route('GET', SSF.status, 'ssf.read', async (receiver, request) =>
    presentState(await foundStream(store.eventStreams, receiver, queried(request))),
  )
  route('POST', SSF.status, 'ssf.manage', async (receiver, request) => {
    const given = objectIn(request.body)
    const asked = { state: stateIn(given), reason: textIn(given, 'reason') ?? null }
    return presentState(await setOwnState(needs, receiver, streamIdIn(given), asked, originOf(request)))
  })

  route('POST', SSF.addSubject, 'ssf.manage', async (receiver, request) => {
    const given = objectIn(request.body)
    refuseUnlessBoolean(given, 'verified')
    const asked = { streamId: streamIdIn(given), subject: given['subject'] }
    await addSubject(needs, receiver, asked, originOf(request))
    return undefined
  })
  route('POST', SSF.removeSubject, 'ssf.manage', async (receiver, request, reply) => {
    const given = objectIn(request.body)
    const asked = { streamId: streamIdIn(given), subject: given['subject'] }
    await removeSubject(needs, receiver, asked, originOf(request))
    reply.code(204)
    return undefined
  })
  route('POST', SSF.verification, 'ssf.read', async (receiver, request, reply) => {
    const given = objectIn(request.body)
    await verifyStream(needs, receiver, streamIdIn(given), textIn(given, 'state') ?? null)
    reply.code(204)
    return undefined
  })

  route('POST', pollPath(':streamId'), 'ssf.read', async (receiver, request, reply) => {
    const { streamId } = request.params as { streamId: string }
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const asked = { ...pollIn(objectIn(request.body ?? {})), signal: gone.signal }
    const { sets, isMoreThere } = await pollEvents(needs, receiver, streamId, asked)
    return { sets: Object.fromEntries(sets), ...(isMoreThere && { moreAvailable: true }) }
  })
}
