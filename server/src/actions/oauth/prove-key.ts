/**
 * What a DPoP proof (RFC 9449) proves, for the endpoints that give tokens and for our own API. Each proof counts once, on
 * however many processes; a token that is bound to a key is good only with a proof of it, and one that is not bound is not
 * sent as if it were.
 */
import { checkDpopProof, DPOP_FAULTS } from '../../crypto/dpop-proof.ts'
import type { AccessTokenClaims } from '../../domain/access-token.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Needs } from '../needs.ts'

/** As it came with a request. */
export type PresentedProof = {
  readonly proof: string | undefined
  /** The access token was sent with the scheme DPoP, and not as a bearer token. */
  readonly isAnnounced: boolean
  readonly method: string
  /** As the client sees it. */
  readonly url: string
}

type ProofNeeds = Pick<Needs, 'store' | 'now'>

/**
 * The thumbprint of the key; undefined when no proof was sent.
 * @throws {Refusal} `dpop_proof_invalid`
 */
export async function provedKey(
  needs: ProofNeeds,
  presented: PresentedProof,
  accessToken?: string,
): Promise<string | undefined> {
  const { proof, method, url } = presented
  if (proof === undefined) return undefined
  const checked = await checkDpopProof(proof, {
    ...{ method, url, now: needs.now() },
    ...(accessToken !== undefined && { accessToken }),
  })
  if ('fault' in checked) throw new Refusal('dpop_proof_invalid', { detail: DPOP_FAULTS[checked.fault] })
  const isFirst = await needs.store.useOnce(checked.idHash, checked.expiresAt)
  if (!isFirst) throw new Refusal('dpop_proof_invalid', { detail: USED })
  return checked.thumbprint
}

/** @throws {Refusal} `access_token_invalid` */
export async function refuseUnlessProved(
  needs: ProofNeeds,
  { cnf }: Pick<AccessTokenClaims, 'cnf'>,
  accessToken: string,
  presented: PresentedProof,
): Promise<void> {
  if (cnf === undefined) {
    if (presented.isAnnounced) throw new Refusal('access_token_invalid', { detail: NOT_BOUND })
    return
  }
  if (!presented.isAnnounced) throw new Refusal('access_token_invalid', { detail: BOUND })
  const thumbprint = await provedKey(needs, presented, accessToken).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'dpop_proof_invalid')
      throw new Refusal('access_token_invalid', { detail: error.detail })
    throw error
  })
  if (thumbprint !== cnf.jkt) throw new Refusal('access_token_invalid', { detail: BOUND })
}

const USED = 'The DPoP proof was used before. Make a new one for each request.'
const BOUND =
  'The access token is bound to a key. Send it with the scheme DPoP, and a DPoP proof of that key for this request.'
const NOT_BOUND = 'The access token is not bound to a key. Send it with the scheme Bearer.'
