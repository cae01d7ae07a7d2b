/**
 * What the feed has told: which values ended, and from which place on rights were lost. Bounded: when there is too much to
 * know, every token from before must be exchanged again. Forgets after six hours, which no access token outlives.
 */
import type { AccessTokenClaims } from './claims.ts'
import { isJsonObject } from './strict-json.ts'

/** A status list of the issuer has so many entries at the most. */
export const MOST_ENTRIES = 2 ** 20
const KEPT_MS = 6 * 3_600_000
const MOST_LISTS = 16
const MOST_LOSSES = 10_000

type Losses = Map<string, number>

/** What was told within some hours: of the one before, half is still of use. */
type Period = {
  readonly begunAt: number
  /** Bits by the address of their list. */
  readonly ended: Map<string, Uint8Array>
  /** Places by whom it concerns: subject, organization and service, each empty for all. */
  readonly lost: Losses
  highest: number
  /** Tokens that know less than this were made before something that is not kept one by one. */
  floor: number
}

const newPeriod = (begunAt: number): Period => ({
  ...{ begunAt, ended: new Map(), lost: new Map(), highest: 0, floor: 0 },
})

export type KnownRevocations = {
  /** @throws Error for what the issuer never writes */
  add(entry: unknown): void
  isRevoked(claims: AccessTokenClaims): boolean
}

const keyOf = (subject: string, organization: string, service: string): string =>
  `${subject}\n${organization}\n${service}`

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** `clockMs` only goes forward. */
export function createKnownRevocations(
  services: readonly string[],
  listsAt: string,
  clockMs: () => number,
): KnownRevocations {
  let present = newPeriod(clockMs())
  let before = newPeriod(clockMs())

  let hasHeard = false

  /** Places are given again some day: what was told of one is not remembered for longer than twice that time. */
  function forget(): void {
    const age = clockMs() - present.begunAt
    if (age > KEPT_MS)
      [before, present] = [age > 2 * KEPT_MS ? newPeriod(clockMs()) : present, newPeriod(clockMs())]
  }

  function addEnded(period: Period, uri: string, idx: number, position: number): void {
    let bits = period.ended.get(uri)
    if (!bits && period.ended.size >= MOST_LISTS) {
      period.floor = Math.max(period.floor, position)
      return
    }
    if (!bits) period.ended.set(uri, (bits = new Uint8Array(MOST_ENTRIES / 8)))
    bits[idx >> 3]! |= 1 << (idx & 7)
  }

  function addLost(period: Period, key: string, position: number): void {
    if (period.lost.size >= MOST_LOSSES && !period.lost.has(key)) {
      period.lost.clear()
      period.floor = Math.max(period.floor, period.highest, position)
    }
    period.lost.set(key, position)
    period.highest = Math.max(period.highest, position)
  }

  const isLost = ({ lost, highest, floor }: Period, claims: AccessTokenClaims, asOf: number): boolean => {
    if (asOf >= highest && asOf >= floor) return false
    if (asOf < floor) return true
    for (const subject of [claims.sub, ''])
      for (const organization of [claims.context_name, ''])
        for (const service of [...services, ''])
          if (asOf < (lost.get(keyOf(subject, organization, service)) ?? 0)) return true
    return false
  }

  return {
    add(entry) {
      forget()
      if (!isJsonObject(entry)) throw new Error('An entry is no object')
      hasHeard = true
      const { position, status_list: status, sub = '', context_name: organization = '', aud = '' } = entry
      if (!Number.isSafeInteger(position)) throw new Error('An entry has no place')
      if (status !== undefined) {
        const place = isJsonObject(status) ? placeOf(status, listsAt) : undefined
        if (place === undefined) throw new Error('An entry names no place of a status list of the issuer')
        addEnded(present, place.uri, place.idx, position as number)
        return
      }
      const isNamed = [sub, organization, aud].every((each) => typeof each === 'string')
      if (!isNamed || (sub === '' && organization === '' && aud === ''))
        throw new Error('An entry concerns nobody')
      addLost(present, keyOf(sub as string, organization as string, aud as string), position as number)
    },
    isRevoked(claims) {
      if (hasHeard) forget()
      const status = claims.status?.status_list
      if (status) {
        const { uri, idx } = status
        const bit = 1 << (idx & 7)
        if (((present.ended.get(uri)?.[idx >> 3] ?? 0) & bit) !== 0) return true
        if (((before.ended.get(uri)?.[idx >> 3] ?? 0) & bit) !== 0) return true
      }
      const asOf = claims.as_of ?? claims.iat * 1000
      return isLost(present, claims, asOf) || isLost(before, claims, asOf)
    },
  }
}

/** Undefined for what is no place in a list of this issuer: nothing else is ever fetched or looked into. */
export function placeOf(
  { uri, idx }: { readonly uri?: unknown; readonly idx?: unknown },
  listsAt: string,
): { readonly uri: string; readonly idx: number } | undefined {
  if (!isText(uri) || !uri.startsWith(listsAt) || !/^[1-9]\d{0,8}$/.test(uri.slice(listsAt.length)))
    return undefined
  const isIndex = Number.isInteger(idx) && (idx as number) >= 0 && (idx as number) < MOST_ENTRIES
  return isIndex ? { uri, idx: idx as number } : undefined
}
