/** Dates in the reader's language and zone, whatever language the rest of the page is in. */
export const readerLanguage = knownLanguage(globalThis.navigator?.language ?? 'en')

const DATE = new Intl.DateTimeFormat(readerLanguage, { dateStyle: 'medium' })
const DATE_AND_TIME = new Intl.DateTimeFormat(readerLanguage, { dateStyle: 'medium', timeStyle: 'short' })
const EXACT = new Intl.DateTimeFormat(readerLanguage, { dateStyle: 'full', timeStyle: 'long' })
const RELATIVE = new Intl.RelativeTimeFormat(readerLanguage, { numeric: 'auto' })

const MINUTE = 60_000
const STEPS = [
  { unit: 'year', ms: 365.25 * 24 * 60 * MINUTE },
  { unit: 'month', ms: 30.44 * 24 * 60 * MINUTE },
  { unit: 'day', ms: 24 * 60 * MINUTE },
  { unit: 'hour', ms: 60 * MINUTE },
  { unit: 'minute', ms: MINUTE },
] as const

export const formatDate = (at: number): string => DATE.format(at)
export const formatDateAndTime = (at: number): string => DATE_AND_TIME.format(at)
export const formatExactly = (at: number): string => EXACT.format(at)

/**
 * "in 5 days", "3 hours ago": the largest unit of which there is at least one. Up to days it is rounded towards now, so
 * that nobody is promised time they do not have; six months less a minute are still told as six months.
 */
export function formatFromNow(at: number, now: number): string {
  const distance = at - now
  const step = STEPS.find(({ ms }) => Math.abs(distance) >= ms)
  if (!step) return RELATIVE.format(0, 'minute')
  const round = step.unit === 'month' || step.unit === 'year' ? Math.round : Math.trunc
  return RELATIVE.format(round(distance / step.ms), step.unit)
}

/** Some systems hand the browser a name that is no language tag (`en-US@posix`), which every formatter refuses. */
export function knownLanguage(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en'
  } catch {
    return 'en'
  }
}
