/** `POST /oauth2/par` (RFC 9126): what an app will ask of a person, judged as it would be there, and kept for a minute. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { provedKey } from '../../actions/oauth/prove-key.ts'
import { PUSHED_MS, pushRequest } from '../../actions/oauth/pushed-requests.ts'
import { createAddressThrottle } from '../../actions/throttle.ts'
import { addressOf } from '../../domain/address.ts'
import { judgeAuthorizationRequest, parametersIn } from '../../domain/oauth/authorization-request.ts'
import { clientIdOf } from '../../domain/oauth/client-url.ts'
import { Refusal } from '../../domain/refusal.ts'
import { presentedProof } from '../dpop.ts'
import { formOf } from './form.ts'
import { asciiOf } from './oauth-error.ts'
import { bodyOf } from './page-server.ts'
import { recognisedClient, type OAuthEndpoint } from './recognised-client.ts'

/** How the app proved itself is not part of what it asks. */
const OF_CLIENT = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type']
/** It has to fit into the links between the pages. */
const LONGEST = 6000
/** By an app that proves nothing, from one address. */
const PER_MINUTE = 60

export function pushHandler(endpoint: OAuthEndpoint) {
  const { needs } = endpoint
  const unproved = createAddressThrottle({ failures: PER_MINUTE, seconds: 60, now: needs.now })

  return async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const parameters = formOf(request)
    const client = await recognisedClient(endpoint, request, parameters)
    if (client.credentialId === null) refuseWhenTooMany(unproved.count(addressOf(request.ip)))
    reply.header('cache-control', 'no-store')
    if (parameters.get('request_uri') !== undefined)
      throw new Refusal('request_invalid', { detail: 'Push the parameters themselves, and no request_uri.' })
    if (client.app.kind === 'machine') throw new Refusal('client_unauthorized', { detail: NO_PERSON })

    const jkt = await provedKey(needs, presentedProof(request, needs.settings.issuer))
    const namedKey = parameters.get('dpop_jkt')
    if (jkt !== undefined && namedKey !== undefined && namedKey !== jkt)
      throw new Refusal('dpop_proof_invalid', { detail: 'dpop_jkt is not the key of the DPoP proof.' })
    const asked: [string, string][] = [
      ['client_id', clientIdOf(client.app)],
      ...bodyOf(request).flatMap(([name, value]): [string, string][] =>
        value === '' || OF_CLIENT.includes(name) ? [] : [[name, value]],
      ),
      ...(jkt !== undefined && namedKey === undefined ? [['dpop_jkt', jkt] as [string, string]] : []),
    ]
    const judged = judgeAuthorizationRequest(parametersIn(asked), client.app)
    if (judged.outcome === 'unreturnable') throw new Refusal('request_invalid', { detail: judged.detail })
    if (judged.outcome === 'refused')
      return reply.code(400).send({ error: judged.error, error_description: asciiOf(judged.detail) })
    const carried = asked.filter(([name]) => name !== 'id_token_hint')
    if (JSON.stringify(carried).length > LONGEST)
      throw new Refusal('request_invalid', { detail: `The request is longer than ${LONGEST} characters.` })
    const request_uri = await pushRequest(needs, client.app, asked)
    return reply.code(201).send({ request_uri, expires_in: PUSHED_MS / 1000 })
  }
}

function refuseWhenTooMany(retryAfterSeconds: number): void {
  if (retryAfterSeconds === 0) return
  const detail = `Too many requests were pushed from this address. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}

const NO_PERSON = 'An OAuth app of the kind machine asks no person for anything. Use client credentials.'
