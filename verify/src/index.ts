/** @countersign/verify: checks Countersign access tokens offline. Everything a service may import is named here. */
export { createVerifier, type Verifier } from './verifier.ts'
export type { VerifierOptions } from './options.ts'
export type { AccessToken, OnResource } from './access-token.ts'
export type { CallerIdentity } from './caller-identity.ts'
export type { AccessTokenClaims } from './claims.ts'
export type { OfOrganization, OrganizationOf } from './organization-of-route.ts'
export { VerifyError, verifyErrors, type VerifyErrorCode } from './errors.ts'
export { accessTokenOf } from './accepted-token.ts'
