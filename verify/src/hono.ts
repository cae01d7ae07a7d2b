/** Guards for Hono, as middleware. Names the shapes it needs and imports no framework. */
import { createGuards, type Guards } from './guards.ts'
import { metadataAnswer } from './protected-resource.ts'
import type { Verifier } from './verifier.ts'

export type HonoContext = {
  req: {
    method: string
    url: string
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
    {
      header: (context, name) => context.req.header(name),
      method: ({ req }) => req.method,
      target: ({ req }) => req.url,
    },
    (admit) => async (context, next) => {
      const refusal = await admit(context)
      if (refusal) return new Response(refusal.body, refusal)
      await next()
    },
  )
}

/**
 * Middleware that answers `/.well-known/oauth-protected-resource` (RFC 9728) and lets everything else go on.
 * @throws TypeError when the verifier was not told `serviceUrl`
 * @example app.use(honoMetadata(verifier))
 */
export function honoMetadata(verifier: Verifier): HonoGuard {
  const metadata = metadataAnswer(verifier)
  return async ({ req }, next) => {
    const answer = metadata(req.method, req.url)
    if (answer) return new Response(answer.body, answer)
    await next()
  }
}
