/** The endpoints of OAuth and OpenID Connect: every path of them on one screen. */
import type { FastifyInstance } from 'fastify'
import type { Needs } from '../../actions/needs.ts'
import type { Throttle } from '../../actions/throttle.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { CountRefusal } from '../counted-refusals.ts'
import { allowOtherSites } from './cross-origin.ts'
import { deviceHandler } from './device.ts'
import { parseForms } from './form.ts'
import { createOAuthErrorAnswer } from './oauth-error.ts'
import { introspectHandler } from './introspect.ts'
import { pushHandler } from './push.ts'
import { revokeHandler } from './revoke.ts'
import { tokenHandler } from './token.ts'
import { userInfoHandler } from './userinfo.ts'

type Options = {
  readonly needs: Needs
  /** Apps that could not be recognised, by address; undefined when they are not limited. */
  readonly failures: Throttle | undefined
  readonly countRefusal: CountRefusal
}

export async function oauthApi(
  server: FastifyInstance,
  { needs, failures, countRefusal }: Options,
): Promise<void> {
  parseForms(server)
  const answerError = createOAuthErrorAnswer(countRefusal)
  server.setErrorHandler(answerError)
  server.addHook('onRoute', (route) => {
    route.schema = { hide: true }
  })
  allowOtherSites(server, ['/oauth2/token', '/oauth2/revoke', '/oauth2/userinfo', '/oauth2/jwks'])
  server.post('/oauth2/token', tokenHandler({ needs, failures }))
  server.post('/oauth2/revoke', revokeHandler({ needs, failures }))
  server.post('/oauth2/introspect', introspectHandler({ needs, failures }))
  server.post('/oauth2/device', deviceHandler({ needs, failures }))
  server.post('/oauth2/par', pushHandler({ needs, failures }))
  const userInfo = userInfoHandler(needs)
  server.get('/oauth2/userinfo', userInfo)
  server.post('/oauth2/userinfo', userInfo)
  server.get('/oauth2/jwks', (_request, reply) => {
    reply.header('cache-control', 'public, max-age=300')
    return { keys: needs.keyring.publicKeys().map(({ jwk }) => jwk) }
  })
  // Found where a browser follows a link: better than the page of the console.
  server.get('/oauth2/token', () => {
    throw new Refusal('request_invalid', { detail: 'Send a POST with a form.' })
  })
}
