/** Guards for Hono, as middleware. Names the shapes it needs and imports no framework. */
import { createGuards, type Guards } from './guards.ts'
import type { Verifier } from './verifier.ts'

export type HonoContext = {
  req: {
    header(name: string): string | undefined
    param(name: string): string | undefined
    query(name: string): string | undefined
  }
}
export type HonoGuard = (context: HonoContext, next: () => Promise<void>) => Promise<Response | undefined>

/**
 * @example
 * const { requirePermission } = honoGuards(verifier)
 * const organization = (context: HonoContext) => context.req.param('organizationId')
 * app.get('/organizations/:organizationId/items', requirePermission('inventory:item.read', { organization }), (context) => {
 *   return context.json(itemsOf(accessTokenOf(context).organizationId))
 * })
 */
export function honoGuards<Organization extends string | undefined>(
  verifier: Verifier<Organization>,
): Guards<HonoContext, HonoGuard, Organization> {
  return createGuards(
    verifier,
    (context, name) => context.req.header(name),
    (admit) => async (context, next) => {
      const refusal = await admit(context)
      if (refusal) return new Response(refusal.body, refusal)
      await next()
    },
  )
}
