/** Which page of another organization corresponds to the present one. A single token has none: its list does. */
const KEPT = [
  '/o/$organizationId/account/profile',
  '/o/$organizationId/account/security',
  '/o/$organizationId/account/my-roles',
  '/o/$organizationId/account/api-tokens/new',
] as const

export const pageToKeep = (route: string) =>
  KEPT.find((kept) => kept === route) ?? '/o/$organizationId/account/api-tokens'
