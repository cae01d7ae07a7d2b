/** Which page of another organization corresponds to the present one. A single token has none: its list does. */
import { areaPageOf } from '../organization-area/area-pages.ts'

const KEPT = [
  '/o/$organizationId/account/profile',
  '/o/$organizationId/account/security',
  '/o/$organizationId/account/my-roles',
  '/o/$organizationId/account/api-tokens/new',
] as const

/** Below a page of the organization's area there may be a thing of its own: then its list. */
export const pageToKeep = (route: string) =>
  KEPT.find((kept) => kept === route) ?? areaPageOf(route)?.to ?? '/o/$organizationId/account/api-tokens'
