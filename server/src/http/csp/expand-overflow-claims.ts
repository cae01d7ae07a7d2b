/** The whole claims of an access token that overflows: `GET /auth/token/expand-overflow-claims`, with the token itself. */
import type { FastifyRequest } from 'fastify'
import { expandAccessToken, type ExpandedClaims } from '../../actions/api-tokens/expand-access-token.ts'
import type { Needs } from '../../actions/needs.ts'
import { presentedAccessToken } from '../callers.ts'
import { presentedProof } from '../dpop.ts'

export const expandHandler =
  (needs: Needs) =>
  async (request: FastifyRequest): Promise<ExpandedClaims> =>
    expandAccessToken(needs, presentedAccessToken(request), presentedProof(request, needs.settings.issuer))
