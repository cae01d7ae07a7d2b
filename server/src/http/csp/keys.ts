/** The public keys, as the platform answers them and as a JWKS (RFC 7517). Old keys stay until their last token has expired. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Needs } from '../../actions/needs.ts'
import type { HttpSettings } from '../settings.ts'
import { queryFields } from './lenient-body.ts'

type Keys = { readonly needs: Pick<Needs, 'keyring'>; readonly settings: Pick<HttpSettings, 'publicUrl'> }

export const keysHandler =
  ({ needs, settings }: Keys) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({ 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' })
    const published = needs.keyring.publicKeys()
    const keys = published.map(({ jwk }) => jwk)
    if (queryFields(request)['format'] === 'jwks') return { keys }
    const [active] = published
    return { alg: active?.alg, value: active?.pem, issuer: settings.publicUrl, keys }
  }
