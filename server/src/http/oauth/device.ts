/** `POST /oauth2/device` (RFC 8628, section 3.1): a device gets a code of its own, and one that its person enters in a browser. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { makeDeviceCode } from '../../actions/oauth/device-codes.ts'
import { provedKey } from '../../actions/oauth/prove-key.ts'
import { createAddressThrottle } from '../../actions/throttle.ts'
import { addressOf, networksOf } from '../../domain/address.ts'
import { DEVICE_CODE_MS, FIRST_INTERVAL_SECONDS } from '../../domain/oauth/device-code.ts'
import { audiencesOf } from '../../domain/oauth/resources.ts'
import { wantedIn } from '../../domain/oauth/wanted.ts'
import { Refusal } from '../../domain/refusal.ts'
import { presentedProof } from '../dpop.ts'
import { formOf } from './form.ts'
import { asciiOf } from './oauth-error.ts'
import { recognisedClient, type OAuthEndpoint } from './recognised-client.ts'

/** Where people enter the code. */
export const DEVICE_PAGE = '/device'
/** By an app that proves nothing, from one address. */
const PER_MINUTE = 60

export function deviceHandler(endpoint: OAuthEndpoint) {
  const { needs } = endpoint
  const { issuer } = needs.settings
  const unproved = createAddressThrottle({ failures: PER_MINUTE, seconds: 60, now: needs.now })

  return async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const parameters = formOf(request)
    const client = await recognisedClient(endpoint, request, parameters)
    const address = addressOf(request.ip)
    if (client.credentialId === null) refuseWhenTooMany(unproved.count(address))
    reply.header('cache-control', 'no-store')
    const wanted = wantedIn(parameters)
    if ('error' in wanted)
      return reply.code(400).send({ error: wanted.error, error_description: asciiOf(wanted.detail) })
    audiencesOf(issuer, wanted)
    const jkt = await provedKey(needs, presentedProof(request, issuer))
    if (jkt !== undefined && wanted.dpopThumbprint !== null && wanted.dpopThumbprint !== jkt)
      throw new Refusal('dpop_proof_invalid', { detail: 'dpop_jkt is not the key of the DPoP proof.' })
    const { deviceCode, userCode } = await makeDeviceCode(needs, client, {
      ...wanted,
      dpopThumbprint: jkt ?? wanted.dpopThumbprint,
      network: networksOf(address).near,
    })
    const page = issuer + DEVICE_PAGE
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${userCode}`,
      expires_in: DEVICE_CODE_MS / 1000,
      interval: FIRST_INTERVAL_SECONDS,
    }
  }
}

function refuseWhenTooMany(retryAfterSeconds: number): void {
  if (retryAfterSeconds === 0) return
  const detail = `Too many codes were asked for from this address. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}
