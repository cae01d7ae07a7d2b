/**
 * Whoever holds values of ours may end them, whoever they are: a scanner, a colleague, the owner in a hurry. Nobody is told
 * which were known. Works through them a few at a time, so that exchanges come in between; cut off half-way it is told as
 * a failure, and asked again it ends the rest.
 */
import { setImmediate } from 'node:timers/promises'
import { withoutTokenStrings } from '../../crypto/token-string.ts'
import type { Origin } from '../../domain/audit-event.ts'
import type { WhereFound } from '../../domain/leaks/leak-report.ts'
import { Refusal } from '../../domain/refusal.ts'
import { isLine } from '../../domain/text.ts'
import type { Needs } from '../needs.ts'
import {
  endApiTokens,
  endFeedToken,
  endRefreshToken,
  endSecret,
  type Of,
  type Report,
  type Reported,
} from './end-leaked.ts'
import { findLeaked, type FoundValue, type Leaked } from './find-leaked.ts'
import { createReachOf } from './reach.ts'

export type Leak = { readonly value: string; readonly where: Partial<WhereFound> }

export const LONGEST_WHERE = { url: 1000, note: 500 } as const

const LOOKED_UP_AT_ONCE = 20
const API_TOKENS_PER_CHANGE = 20

type ReportNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now' | 'revocationFeed' | 'leakThrottle'>

/** From anybody, so many calls in an hour. @throws {Refusal} `too_many_attempts` */
export async function reportFoundValues(
  needs: ReportNeeds,
  origin: Origin,
  { values, ...where }: { readonly values: readonly string[] } & Leak['where'],
): Promise<void> {
  const retryAfterSeconds = needs.leakThrottle.count(origin.address)
  if (retryAfterSeconds > 0)
    throw new Refusal('too_many_attempts', {
      retryAfterSeconds,
      detail: `Too many reports came from this address in an hour. Put up to 1,000 values into one, or go on in ${retryAfterSeconds} seconds.`,
    })
  const leaks = values.map((value) => ({ value, where }))
  await reportLeaks(needs, { at: needs.now(), origin, reportedBy: 'anyone' }, leaks)
}

/** Answers which of the values were ours, whether or not they still worked. */
export async function reportLeaks(
  needs: ReportNeeds,
  report: Report,
  leaks: readonly Leak[],
): Promise<ReadonlySet<string>> {
  const byValue = new Map(leaks.map((leak) => [leak.value, leak]))
  const reachOf = createReachOf(needs.store)
  const ours = new Set<string>()
  const reported: Reported[] = []
  const values = [...byValue.keys()]
  for (let from = 0; from < values.length; from += LOOKED_UP_AT_ONCE) {
    const part = values.slice(from, from + LOOKED_UP_AT_ONCE)
    const found = await Promise.all(part.map((value) => findLeaked(needs, value)))
    for (const [index, leaked] of found.entries()) {
      const value = part[index]!
      if (leaked !== undefined) ours.add(value)
      if (!isLive(leaked)) continue
      reported.push({
        leaked,
        where: keptWhere(byValue.get(value)!.where),
        reach: await reachOf(leaked, report.at),
      })
      await setImmediate()
    }
    await setImmediate()
  }
  for (const tokens of byOwner(reported)) await endApiTokens(needs, report, tokens)
  for (const each of reported) {
    if (isOf(each, 'oauth_secret')) await endSecret(needs, report, each)
    if (isOf(each, 'refresh_token')) await endRefreshToken(needs, report, each)
    if (isOf(each, 'feed_token')) await endFeedToken(needs, report, each)
  }
  return ours
}

const isLive = (found: FoundValue): found is Leaked => found !== undefined && found !== 'ended'

const isOf = <Kind extends Leaked['kind']>(reported: Reported, kind: Kind): reported is Reported<Of<Kind>> =>
  reported.leaked.kind === kind

/** Of one owner in an organization, so many at the most as one change takes. */
function* byOwner(reported: readonly Reported[]): Generator<readonly Reported<Of<'api_token'>>[]> {
  const tokens = reported.filter((each) => isOf(each, 'api_token'))
  const ownerOf = ({ leaked }: Reported<Of<'api_token'>>): string =>
    `${leaked.facts.token.organizationId} ${leaked.facts.token.userId}`
  for (const own of Map.groupBy(tokens, ownerOf).values())
    for (let from = 0; from < own.length; from += API_TOKENS_PER_CHANGE)
      yield own.slice(from, from + API_TOKENS_PER_CHANGE)
}

/** An alarm is not refused because of where it was raised: what can't be kept of that is left out. */
const keptWhere = ({ url = null, note = null }: Leak['where']): WhereFound => ({
  url: keptPart(url, LONGEST_WHERE.url),
  note: keptPart(note, LONGEST_WHERE.note),
})

function keptPart(text: string | null, most: number): string | null {
  if (text === null) return null
  const line = withoutTokenStrings(text.normalize('NFC')).trim()
  return isLine(line, most) ? line : null
}
