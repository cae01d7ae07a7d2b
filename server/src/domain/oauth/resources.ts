/**
 * Resource indicators (RFC 8707) and audiences (RFC 8693) as a narrowing: to some services, or to Countersign itself. They
 * are asked for as `<issuer>/services/<id>` and the issuer, or as an audience by what stands in `aud`.
 */
import type { AllowedScopes, ServiceSelection } from '../allowed-scopes.ts'
import { NO_SCOPES, NO_SELECTION } from '../allowed-scopes.ts'
import type { HeldRole } from '../held-role.ts'
import { Refusal } from '../refusal.ts'

/** The identifier of a service as a resource. */
export const resourceOf = (issuer: string, serviceId: string): string => `${issuer}/services/${serviceId}`

/** What was asked for, by the audiences that tokens name. @throws {Refusal} `target_invalid` for what is no resource of ours */
export function audiencesOf(
  issuer: string,
  asked: { readonly resources: readonly string[]; readonly audiences?: readonly string[] },
): string[] {
  const prefix = resourceOf(issuer, '')
  const fromResources = asked.resources.map((resource) => {
    if (resource === issuer) return issuer
    const id = resource.startsWith(prefix) ? resource.slice(prefix.length) : ''
    if (id === '' || /[/?#]/.test(id)) throw new Refusal('target_invalid')
    return id
  })
  return [...new Set([...fromResources, ...(asked.audiences ?? [])])]
}

/**
 * A selection of everything there, and of nothing elsewhere; undefined when no audience was asked for.
 * @throws {Refusal} `target_invalid` for a service that nothing is held in
 */
export function narrowingTo(
  audiences: readonly string[],
  issuer: string,
  roles: readonly HeldRole[],
): AllowedScopes | undefined {
  const present = new Set([issuer, ...roles.map(({ serviceId }) => serviceId)])
  if (audiences.some((audience) => !present.has(audience))) throw new Refusal('target_invalid')
  return selectionOf(audiences, issuer)
}

/** The same of whatever is held: nothing, where nothing is. */
export function selectionOf(audiences: readonly string[], issuer: string): AllowedScopes | undefined {
  if (audiences.length === 0) return undefined
  const services = audiences.filter((audience) => audience !== issuer)
  const isForIssuer = services.length < audiences.length
  return {
    ...NO_SCOPES,
    openId: true,
    administration: isForIssuer,
    organization: { ...NO_SELECTION, allRoles: isForIssuer },
    services: services.map((serviceId): ServiceSelection => ({ ...NO_SELECTION, allRoles: true, serviceId })),
  }
}
