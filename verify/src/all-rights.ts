/**
 * All the rights of tokens that overflow, asked for once and kept as long as they are of use. Refuses to be driven: one
 * request for however many ask at once, none for a while after one that failed, and no more memory than there is room for.
 */
import { createBoundedMemory } from './bounded-memory.ts'
import type { AccessTokenClaims } from './claims.ts'
import { VerifyError } from './errors.ts'
import type { FetchRights, Rights, RightsAnswer } from './fetch-rights.ts'
import { createSharedCalls } from './shared-calls.ts'

/** @throws VerifyError `rights_unavailable` or `token_revoked` */
export type AllRights = (token: string, claims: AccessTokenClaims) => Promise<Rights>

type Needs = {
  readonly fetchRights: FetchRights
  readonly timeoutSeconds: number
  readonly now: () => number
}
type Known = RightsAnswer & { readonly at: number }

/** Some 2 bytes are kept for each character. */
const MOST_CHARACTERS = 8_000_000
const MOST_TOKENS = 10_000
/** What is kept where there are no rights. */
const OTHER_CHARACTERS = 500
/** Without rights its token is asked for again after these. */
const ASK_AGAIN_SECONDS = 5
/** After the issuer could not be reached, for all tokens. */
const PAUSE_SECONDS = 1
const MOST_UNDER_WAY = 200

export function createAllRights({ fetchRights, timeoutSeconds, now }: Needs): AllRights {
  const memory = createBoundedMemory<string, Known>(MOST_TOKENS, MOST_CHARACTERS)
  const calls = createSharedCalls<Known>(timeoutSeconds)
  let outage: { readonly failure: unknown; readonly at: number } | undefined

  const secondsLeft = (at: number, seconds: number): number => {
    const since = (now() - at) / 1000
    return since < 0 ? 0 : seconds - since // a clock set back must not stop the asking
  }

  async function ask(key: string, token: string, claims: AccessTokenClaims): Promise<Known> {
    const answer = { ...(await fetchRights(token, claims)), at: now() }
    memory.add(key, answer, key.length + ('rights' in answer ? answer.characters : OTHER_CHARACTERS))
    if ('failure' in answer && answer.isAway) outage = answer
    return answer
  }

  function begin(key: string, token: string, claims: AccessTokenClaims): Promise<Known> {
    if (!calls.isUnderWay(key)) {
      const left = outage ? secondsLeft(outage.at, PAUSE_SECONDS) : 0
      if (left > 0) throw unavailable(outage?.failure, left)
      if (calls.size >= MOST_UNDER_WAY) throw unavailable(new Error('Too many are asked for at once'), 1)
    }
    return calls.begin(key, () => ask(key, token, claims))
  }

  return async (token, claims) => {
    const key = await digestOf(token)
    const before = memory.get(key)
    const isOfUse = before && ('rights' in before || secondsLeft(before.at, ASK_AGAIN_SECONDS) > 0)
    const answer = isOfUse ? before : await calls.wait(begin(key, token, claims)).catch(tooLong)
    if ('rights' in answer) return answer.rights
    if ('isRevoked' in answer) throw new VerifyError('token_revoked')
    throw unavailable(answer.failure, secondsLeft(answer.at, ASK_AGAIN_SECONDS))
  }

  function tooLong(failure: unknown): Known {
    return { failure, isAway: true, at: now() }
  }
}

function unavailable(cause: unknown, seconds: number): VerifyError {
  return new VerifyError('rights_unavailable', { cause, retryAfterSeconds: Math.max(1, Math.ceil(seconds)) })
}

/** Keys of one size, whatever the tokens are. */
async function digestOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
