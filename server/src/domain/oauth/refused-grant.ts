/**
 * Why nothing came of what an OAuth app sent for tokens. The app learns only that it is not valid: some of these tell of
 * people, others would help whoever found a code. Those who look after the app see them counted.
 */
import { Refusal } from '../refusal.ts'

const REASONS = [
  ...(['code_unknown', 'code_expired', 'code_reused', 'redirect_uri_differs', 'verifier_wrong'] as const),
  ...(['refresh_token_unknown', 'refresh_token_expired', 'refresh_token_reused'] as const),
  ...(['of_another_app', 'consent_withdrawn', 'grant_revoked', 'grant_expired'] as const),
  ...(['user_deactivated', 'member_disabled', 'organization_suspended'] as const),
]
export type GrantRefusal = (typeof REASONS)[number]

export const refusedGrant = (reason: GrantRefusal, detail?: string): Refusal =>
  new Refusal('grant_invalid', { cause: reason, ...(detail !== undefined && { detail }) })

/** About what was asked for, and not about how the request was written. */
const COUNTED = [
  'grant_invalid',
  'client_unauthorized',
  'scope_invalid',
  'target_invalid',
  'dpop_proof_invalid',
]

/** What it is counted as; undefined for what is not. */
export function countedReason(error: unknown): string | undefined {
  if (!(error instanceof Refusal) || !COUNTED.includes(error.code)) return undefined
  return REASONS.find((reason) => reason === error.cause) ?? error.code
}
