/**
 * `private_key_jwt` (RFC 7523, OpenID Connect Core 1.0, section 9): an OAuth app proves who it is by a JWT that it signed.
 * Its audience is the issuer alone, as a string: an assertion that names an endpoint, or several audiences, could have been
 * made for somebody else (RFC 9700bis, "audience injection").
 */
import { createHash } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, errors, jwtVerify, type JWK } from 'jose'
import type { Instant } from '../domain/instant.ts'
import { ASSERTION_ALGORITHMS, type OAuthAppKey } from '../domain/oauth/oauth-app.ts'

/** It is for one request; whoever makes it anew for each needs no longer. */
const LONGEST_LIFE_SECONDS = 300
const CLOCK_TOLERANCE_SECONDS = 30
const LONGEST_ASSERTION = 8 * 1024

export type ClientAssertion = {
  /** What it is known by once it was used. */
  readonly id: string
  /** Until when that has to be known. */
  readonly expiresAt: Instant
  /** Of the key that it is signed with. */
  readonly keyId: string
}

/** Whom an assertion says it is from; nothing is checked. */
export function claimedClientOf(assertion: string): string | undefined {
  try {
    const { sub } = decodeJwt(assertion.slice(0, LONGEST_ASSERTION + 1))
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}

type Expected = {
  readonly clientId: string
  readonly issuer: string
  readonly keys: readonly OAuthAppKey[]
  readonly now: Instant
}

/** Undefined for one that is not good, for whatever reason. */
export async function readClientAssertion(
  assertion: string,
  { clientId, issuer, keys, now }: Expected,
): Promise<ClientAssertion | undefined> {
  if (assertion.length > LONGEST_ASSERTION || keys.length === 0) return undefined
  try {
    const { payload, protectedHeader } = await jwtVerify(
      assertion,
      createLocalJWKSet({ keys: keys.map((key): JWK => ({ ...key })) }),
      {
        algorithms: ASSERTION_ALGORITHMS,
        issuer: clientId,
        subject: clientId,
        currentDate: new Date(now),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'jti'],
      },
    )
    const { aud, exp = 0, iat, jti } = payload
    const nowSeconds = now / 1000
    const isLong = exp > nowSeconds + LONGEST_LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS
    const isFuture = iat !== undefined && iat > nowSeconds + CLOCK_TOLERANCE_SECONDS
    if (aud !== issuer || isLong || isFuture || typeof jti !== 'string' || jti === '') return undefined
    return {
      id: createHash('sha256').update(`assertion\0${clientId}\0${jti}`).digest('base64url'),
      expiresAt: (exp + CLOCK_TOLERANCE_SECONDS) * 1000,
      keyId: protectedHeader.kid ?? 'key',
    }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}
