/**
 * Checks access tokens. `verify` gives back a token that holds or throws a VerifyError; it throws, where other code
 * here would answer with a union, because a caller that forgets to look must not let anyone in.
 */
import { type AccessToken, type AskForRights, createAccessToken } from './access-token.ts'
import { createAllRights } from './all-rights.ts'
import { ownCopy } from './bounded-memory.ts'
import { type AccessTokenClaims, checkAudience, checkClaims, checkTimes } from './claims.ts'
import { checkDpopProof, type DpopRequest } from './dpop-proof.ts'
import { VerifyError } from './errors.ts'
import { keyDocumentAt } from './fetch-key-document.ts'
import { rightsFrom } from './fetch-rights.ts'
import { createKeySet, type Keys } from './key-set.ts'
import { readOptions, type VerifierOptions } from './options.ts'
import { type ProtectedResource, protectedResource } from './protected-resource.ts'
import { provenToken } from './proven-token.ts'
import type { RevocationState, WhenStale } from './revocation-options.ts'
import { createRevocation } from './revocation.ts'
import { createSeenProofs } from './seen-proofs.ts'
import { createSeenTokens } from './seen-tokens.ts'
import { importKey } from './signature.ts'
import type { ImportKey } from './verification-key.ts'

/**
 * `Verifier<string>` accepts tokens of one organization only. Any other accepts those of **every** organization that has
 * the service: its guards can't be made without `organization`, and who calls `verify` has to look at the token's
 * `organizationId`, as by `token.requireOrganization(…)`.
 */
export type Verifier<Organization extends string | undefined = string | undefined> = {
  /** The organization that it was told; undefined when the organization of a token is not checked here. */
  readonly organization: Organization
  /** What the service says about itself; undefined when it was not told `serviceUrl`. */
  readonly protectedResource: ProtectedResource | undefined
  /**
   * Checks the signature with the issuer's keys, then issuer, times, revocation, audience, and the organization if it
   * was told one. Needs the network only
   * when the token names a key not seen before, or is too large to carry its rights: then the issuer is asked for them,
   * once, as long as the token lives. With `rights: 'carried'` it is not asked before `token.withAllRights()` is called.
   *
   * A token that is bound to a key is refused unless the request that it came with is given as `dpop`, whose proof is then
   * good this once; a token that is not bound is refused with it. Give it when, and only when, the scheme was `DPoP`.
   * @throws VerifyError with one of the codes in `verifyErrors`
   */
  verify(
    token: string,
    options?: { rights?: 'all' | 'carried'; whenStale?: WhenStale; dpop?: DpopRequest | undefined },
  ): Promise<AccessToken>
  /** How old what it knows of revocations is; undefined without the option `revocation`. */
  revocation(): RevocationState | undefined
  /** Closes the feed of revocations, which would keep the process alive. */
  close(): void
}

/**
 * Makes a verifier; one per process is enough, since it remembers keys and tokens.
 * @throws TypeError when an option cannot be right, so that a mistake shows at start
 * @example
 * const verifier = createVerifier({ issuer: 'https://tokens.example.com', audience: 'the id of this service' })
 * const token = await verifier.verify(request.headers['csp-auth-token'])
 * token.requireOrganization(request.params.organizationId)
 * token.requirePermission('inventory:item.read')
 */
export function createVerifier(options: VerifierOptions & { organization: string }): Verifier<string>
export function createVerifier(options: VerifierOptions): Verifier
export function createVerifier(options: VerifierOptions): Verifier {
  return assembleVerifier(options, importKey)
}

/** Longest wait for the feed or a status list before a token is taken for stale. */
const REVOCATION_TIMEOUT_SECONDS = 5
/** Longest wait for the rights of a token that overflows. */
const OVERFLOW_TIMEOUT_SECONDS = 5

/** The verifier over a given way of checking signatures; not part of the package's interface. */
export function assembleVerifier(options: VerifierOptions, importKey: ImportKey): Verifier {
  const { issuer, services, organization, serviceUrl, jwksUri, isRevoked, revocation, now, ...settings } =
    readOptions(options)
  const { fetch } = settings
  const keySet = createKeySet({
    fetchDocument: keyDocumentAt(jwksUri, settings.keysTimeoutSeconds, fetch),
    importKey,
    now,
    maxAgeSeconds: settings.keysMaxAgeSeconds,
    cooldownSeconds: settings.keysCooldownSeconds,
    timeoutSeconds: settings.keysTimeoutSeconds,
  })
  const seen = createSeenTokens<{ keys: Keys; token: AccessToken }>(settings.rememberedTokens)
  const seenProofs = createSeenProofs()
  const timeoutSeconds = OVERFLOW_TIMEOUT_SECONDS
  const allRights =
    settings.overflow === 'fetch'
      ? createAllRights({
          fetchRights: rightsFrom(new URL(issuer), { timeoutSeconds, fetch }),
          timeoutSeconds,
          now,
        })
      : undefined

  const revocations =
    revocation &&
    createRevocation({
      ...{ options: revocation, issuer, services, now, timeoutSeconds: REVOCATION_TIMEOUT_SECONDS, fetch },
      prove: async (type, text, maxLength) => {
        const keys = await keySet.current()
        return (await provenToken(text, { type, maxLength, keys, keySet })).payload
      },
    })

  function stillHolds(token: AccessToken): AccessToken {
    checkTimes(token.claims, now() / 1000, settings.clockToleranceSeconds)
    const revoked: unknown = isRevoked(token)
    if (revoked instanceof Promise)
      throw new TypeError('isRevoked must answer true or false, and not a promise')
    if (revoked) throw new VerifyError('token_revoked')
    revocations?.refuseKnown(token.claims)
    return token
  }

  function askFor(text: string, claims: AccessTokenClaims): AskForRights | undefined {
    // One that is bound to a key can't be sent on: only who holds the key can.
    if (claims.ovl !== true || !allRights || claims.cnf) return undefined
    const kept = ownCopy(text)
    return () => allRights(kept, claims)
  }

  async function check(text: string, keys: Keys): Promise<AccessToken> {
    const { accessTokenType: type, maxTokenLength: maxLength } = settings
    const proven = await provenToken(text, { type, maxLength, keys, keySet })
    const claims = checkClaims(proven.payload, issuer, type)
    const token = createAccessToken(claims, services, askFor(text, claims))
    stillHolds(token)
    checkAudience(claims, services)
    if (organization !== undefined) token.requireOrganization(organization)
    seen.add(text, { keys: proven.keys, token })
    return token
  }

  async function checkBinding(text: string, { claims: { cnf } }: AccessToken, dpop?: DpopRequest) {
    if (!dpop) throw new VerifyError('dpop_required')
    if (!cnf) throw new VerifyError('dpop_not_bound')
    const binding = { accessToken: text, thumbprint: cnf.jkt, nowSeconds: now() / 1000, importKey }
    const proofId = await checkDpopProof(dpop, binding)
    if (!seenProofs.isFirst(proofId)) throw new VerifyError('dpop_proof_reused')
  }

  return {
    organization,
    protectedResource: serviceUrl === undefined ? undefined : protectedResource(serviceUrl, issuer),
    async verify(text, { rights = 'all', whenStale, dpop } = {}) {
      const current = keySet.current()
      const keys = current instanceof Promise ? await current : current
      const before = seen.get(text)
      // Under other keys a token must prove itself again: the key that signed it may be gone.
      const token = before?.keys === keys ? stillHolds(before.token) : await check(text, keys)
      const asking = revocations?.ensureFresh(token.claims, whenStale)
      if (asking) await asking
      // Last, so that a proof is used up by what is let in alone.
      if (dpop !== undefined || token.claims.cnf !== undefined) await checkBinding(text, token, dpop)
      return rights === 'carried' || token.hasAllRights ? token : token.withAllRights()
    },
    revocation: () => revocations?.state(),
    close: () => revocations?.close(),
  }
}
