/** Why an OAuth app was refused and how often, in words. A reason that this console does not know keeps its own name. */
import type { CountedRefusal } from '@countersign/api'
import { timesInWords } from '../moments/times-in-words.ts'

const REASONS: Readonly<Record<string, string>> = {
  unknown: 'What it proved itself by was mistyped, or none of ours',
  wrong_secret: 'The secret was wrong',
  secret_ended: 'The secret has ended',
  wrong_method: 'It proved itself in another way than it is set to',
  wrong_assertion: 'The assertion was not valid',
  assertion_used: 'The assertion was used before',
  deactivated: 'It was deactivated',
  code_unknown: 'The code was wrong',
  code_expired: 'The code came later than a minute after it was made',
  code_reused: 'The code came a second time, which ended what it had given',
  redirect_uri_differs: 'The redirect URI was not the one of the code',
  verifier_wrong: 'The code_verifier did not belong to the code',
  refresh_token_unknown: 'The refresh token was wrong',
  refresh_token_expired: 'The refresh token was not used for too long',
  refresh_token_reused: 'A refresh token that was replaced came again, which ended the sign-in',
  of_another_app: 'What it sent was given to another OAuth app',
  consent_withdrawn: 'The person had withdrawn it, or was no member any more',
  grant_revoked: 'The sign-in had been ended',
  grant_expired: 'The sign-in had ended by itself',
  user_deactivated: 'The person was deactivated',
  member_disabled: 'The person was disabled',
  organization_suspended: 'The organization was suspended',
  grant_invalid: 'What it sent was not valid any more',
  client_unauthorized: 'It may not do what it asked for',
  scope_invalid: 'It asked for more than was allowed',
  target_invalid: 'It asked for a resource that it has nothing in',
  dpop_proof_invalid: 'The proof of its key was not valid, or missing',
}

export const refusalInWords = ({ reason, times }: Pick<CountedRefusal, 'reason' | 'times'>): string =>
  timesInWords(REASONS[reason] ?? reason, times)
