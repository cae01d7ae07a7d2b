/** Why exchanges were refused and how often, in words, before where the last came from. A reason this console does not know keeps its own name. */
import type { CountedRefusal } from '@countersign/api'
import { timesInWords } from '../../moments/times-in-words.ts'

const REASONS: Readonly<Record<string, string>> = {
  wrong_secret: 'The value was wrong',
  expired: 'It had expired',
  revoked: 'The value was revoked',
  deactivated: 'It was deactivated',
  user_deactivated: 'Your account was deactivated',
  not_a_member: 'You were not in the organization',
}

export function refusalInWords({ reason, times }: Pick<CountedRefusal, 'reason' | 'times'>): string {
  return timesInWords(REASONS[reason] ?? reason, times)
}
