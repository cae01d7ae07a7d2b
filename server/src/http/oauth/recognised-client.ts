/** The OAuth app behind a request, for every endpoint that asks for one. Whoever is not recognised is counted by address. */
import type { FastifyRequest } from 'fastify'
import { authenticateClient, type AuthenticatedClient } from '../../actions/oauth/authenticate-client.ts'
import type { Parameters } from '../../actions/oauth/issued-tokens.ts'
import type { Needs } from '../../actions/needs.ts'
import type { Throttle } from '../../actions/throttle.ts'
import { Refusal } from '../../domain/refusal.ts'
import { countFailure } from '../csp/failed-exchanges.ts'
import { originOf } from '../origin.ts'
import { presentedClient } from './presented-client.ts'

export type OAuthEndpoint = {
  readonly needs: Needs
  /** Credentials that were not valid, by address; undefined when they are not limited. */
  readonly failures: Throttle | undefined
}

/** @throws {Refusal} `client_invalid`, or `too_many_attempts` when this was one too many */
export async function recognisedClient(
  { needs, failures }: OAuthEndpoint,
  request: FastifyRequest,
  parameters: Pick<Parameters, 'get'>,
): Promise<AuthenticatedClient> {
  const presented = presentedClient(request, parameters)
  if (presented === undefined) throw new Refusal('client_invalid', { detail: NOBODY })
  try {
    return await authenticateClient(needs, presented, originOf(request))
  } catch (error) {
    // Whoever is recognised was let through before anybody asks here.
    if (error instanceof Refusal && error.code === 'client_invalid') countFailure(failures, request)
    throw error
  }
}

const NOBODY = 'Say which OAuth app this is: Basic, client_id, or an assertion.'
