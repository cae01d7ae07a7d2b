/** What a path of the compatible API that needs an access token is: its caller has been found and is in their own organization. */
import type { FastifyRequest } from 'fastify'
import type { Needs } from '../../actions/needs.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HttpSettings } from '../settings.ts'

export type CompatibleRequest = {
  readonly needs: Needs
  readonly caller: Caller
  readonly request: FastifyRequest
  readonly settings: HttpSettings
}
export type CompatibleHandler = (request: CompatibleRequest) => Promise<unknown>
