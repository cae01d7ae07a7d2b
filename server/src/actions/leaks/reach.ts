/** What a value that leaked could do at the moment of the report, by the names that people know. */
import type { EffectiveScope } from '../../domain/scope.ts'
import { effectiveScope, withinPolicies } from '../../domain/scope.ts'
import { placesOf, type Reach } from '../../domain/leaks/leak-report.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Service } from '../../domain/service.ts'
import type { Reads } from '../../store/store.ts'
import type { Leaked } from './find-leaked.ts'

const NOTHING: Reach = { administration: false, openId: false, places: [], placeCount: 0 }

/** Reads each service once, however many values are reported together. */
export function createReachOf({ services }: Pick<Reads, 'services'>) {
  const names = new Map<string, Promise<string | null>>()
  const nameOf = (organizationId: string, serviceId: string | null): Promise<string | null> => {
    if (serviceId === null) return Promise.resolve(null)
    const key = `${organizationId} ${serviceId}`
    const known = names.get(key) ?? services.find(organizationId, serviceId).then(displayNameOf)
    names.set(key, known)
    return known
  }
  return async (leaked: Leaked, now: Instant): Promise<Reach> => {
    const found = scopeOf(leaked, now)
    if (found === undefined) return NOTHING
    const { scope, organizationId } = found
    const { places, placeCount } = placesOf(scope)
    const named = places.map(async (place) => ({
      ...place,
      service: await nameOf(organizationId, place.serviceId),
    }))
    const { administration, openId } = scope
    return { administration, openId, places: await Promise.all(named), placeCount }
  }
}

const displayNameOf = (service: Service | undefined): string | null => service?.displayName ?? null

/** Of an app that people sign in to nothing can be told: what came of its secret is theirs. A feed token opens a feed. */
function scopeOf(
  leaked: Leaked,
  now: Instant,
): { readonly scope: EffectiveScope; readonly organizationId: string } | undefined {
  if (leaked.kind === 'api_token') {
    const { token, roles, organization } = leaked.facts
    const scope = effectiveScope(token.allowedScopes, roles, now, token.bounds)
    return { scope: withinPolicies(scope, organization), organizationId: token.organizationId }
  }
  if (leaked.kind === 'refresh_token') {
    const { app, consent, roles, organization, grant } = leaked.facts
    const scope = effectiveScope(app.allowedScopes, roles, now, [consent.allowed])
    return { scope: withinPolicies(scope, organization), organizationId: grant.organizationId }
  }
  if (leaked.kind === 'feed_token') return undefined
  const { app, machine } = leaked.client
  if (app.kind !== 'machine' || machine === undefined) return undefined
  const scope = effectiveScope(app.allowedScopes, machine.roles, now)
  return {
    scope: { ...withinPolicies(scope, machine.organization), openId: false },
    organizationId: app.organizationId,
  }
}
