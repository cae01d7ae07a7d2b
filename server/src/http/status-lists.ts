/** Status lists for whoever checks access tokens offline (Token Status List, section 8.1). Anyone may have them, and keep them for some seconds. */
import type { FastifyInstance } from 'fastify'
import type { StatusLists } from '../actions/revocation/status-lists.ts'
import { Refusal } from '../domain/refusal.ts'
import { STATUS_LIST_SECONDS, STATUS_LISTS_PATH } from '../domain/status-list.ts'

export function statusListRoutes(
  server: FastifyInstance,
  { statusLists }: { statusLists: StatusLists },
): void {
  server.get<{ Params: { list: string } }>(
    `${STATUS_LISTS_PATH}/:list`,
    { schema: { hide: true } },
    async ({ params: { list }, headers }, reply) => {
      const found = /^[1-9]\d{0,8}$/.test(list) ? await statusLists.signed(Number(list)) : undefined
      if (found === undefined) throw new Refusal('not_found', { detail: NO_LIST })
      reply.header('cache-control', `public, max-age=${STATUS_LIST_SECONDS.fresh}`).header('etag', found.tag)
      // A browser on another origin may check an access token as well as any server.
      reply.header('access-control-allow-origin', '*')
      const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
      if (known?.includes(found.tag) || known?.includes('*')) return reply.code(304).send()
      return reply.type('application/statuslist+jwt').send(found.token)
    },
  )
}

const NO_LIST =
  'There is no status list with this number. Take the address out of the access token, as it stands there.'
