/**
 * What bounds an API token that another one makes, beside its own scopes and for ever: all that bounds the maker. A
 * permission chosen on its own may one day be carried by another role, which the maker's scopes do not cover.
 */
import { NO_SCOPES, NO_SELECTION, type AllowedScopes, type Selection } from '../../domain/allowed-scopes.ts'
import type { Authority } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'

type Maker = Pick<Caller, 'apiTokenId' | 'authority'>

/** Each exchange of what is made looks at every bound. */
const MOST_BOUNDS = 16
const MOST_BYTES = 64 * 1024

/** None for a person: what they choose follows what they hold. */
export const boundsOfMade = (caller: Maker): AllowedScopes[] => boundedBy([], caller)

/** Those that an API token has already, and those of the caller: for one that is given to the caller. */
export function boundedBy(own: readonly AllowedScopes[], { apiTokenId, authority }: Maker): AllowedScopes[] {
  if (apiTokenId === null) return [...own]
  const { allowed, bounds, isNarrowed } = authority
  const all = once([...own, ...bounds, allowed, ...(isNarrowed ? [selectionOf(authority)] : [])])
  const isTooMuch = all.length > MOST_BOUNDS || JSON.stringify(all).length > MOST_BYTES
  if (!isTooMuch) return all
  throw new Refusal('lineage_limit', {
    detail:
      'This API token is bounded by the scopes of too many others, which made it, to make one more. Make it in the console, or with an API token that was generated there.',
  })
}

/** The same bound twice says nothing more, and who renews a token often would run out of room. */
const once = (bounds: readonly AllowedScopes[]): AllowedScopes[] => [
  ...new Map(bounds.map((bound) => [JSON.stringify(bound), bound])).values(),
]

/** What a narrowed access token can do at this moment, as a choice. */
function selectionOf({ openId, administration, grants }: Authority): AllowedScopes {
  const selectionIn = (place: string | null): Selection => {
    const own = grants.filter(({ serviceId }) => serviceId === place)
    return {
      ...NO_SELECTION,
      roles: own.filter(({ kind }) => kind === 'role').map(({ name, resource }) => ({ name, resource })),
      permissions: own
        .filter(({ kind }) => kind === 'permission')
        .map(({ name, resource }) => ({ name, resources: resource === null ? [] : [resource] })),
    }
  }
  const services = [...new Set(grants.map(({ serviceId }) => serviceId))].filter((id) => id !== null)
  return {
    ...NO_SCOPES,
    openId,
    administration,
    organization: selectionIn(null),
    services: services.map((serviceId) => ({ serviceId, ...selectionIn(serviceId) })),
  }
}
