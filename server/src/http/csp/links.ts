/** The links of the compatible API, made and read: each that we make can be followed, and the platform's form is understood. */
import { COMPATIBLE_BASE } from '../well-known.ts'

export const userLink = (id: string): string => `${COMPATIBLE_BASE}/users/${id}`
export const organizationLink = (id: string): string => `${COMPATIBLE_BASE}/orgs/${id}`
export const roleLink = (organizationId: string, name: string): string =>
  `${organizationLink(organizationId)}/roles/${encodeURIComponent(name)}`
export const serviceLink = (id: string): string => `${COMPATIBLE_BASE}/services/definitions/external/${id}`

/** Ours or the platform's (`/csp/gateway/slc/api/definitions/external/<id>`), with or without an origin before it. */
const SERVICE_LINK =
  /^(?:https?:\/\/[^/?#]+)?\S*\/csp\/gateway\/(?:am\/api\/services|slc\/api)\/definitions\/external\/([^/?#]+)\/?$/

/** The id in a link to a service definition; undefined when it is no such link. */
export const serviceIdOf = (link: string): string | undefined => SERVICE_LINK.exec(link)?.[1]
