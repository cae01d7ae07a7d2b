/** The days of the chart, those without an exchange among them, and what they come to in words. */
import type { Usage } from '@countersign/api'

export type Day = Usage['days'][number]

export const USAGE_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

/** The last is today, in UTC. */
export function lastDays(days: readonly Day[], now: number): Day[] {
  const found = new Map(days.map(({ day, exchanges }) => [day, exchanges]))
  return Array.from({ length: USAGE_DAYS }, (_, at) => {
    const day = new Date(now - (USAGE_DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10)
    return { day, exchanges: found.get(day) ?? 0 }
  })
}

export function inWords(days: readonly Day[]): string {
  const total = days.reduce((sum, { exchanges }) => sum + exchanges, 0)
  if (total === 0) return `None in the last ${USAGE_DAYS} days.`
  const [busiest] = days.toSorted((one, other) => other.exchanges - one.exchanges)
  const on = days.filter(({ exchanges }) => exchanges > 0).length
  const count = (exchanges: number): string => exchanges.toLocaleString()
  if (on === 1) return `${count(total)} in the last ${USAGE_DAYS} days, all on ${busiest?.day}.`
  return `${count(total)} in the last ${USAGE_DAYS} days, on ${on} of them; most on ${busiest?.day} (${count(busiest?.exchanges ?? 0)}).`
}
