/**
 * Marks that a browser keeps of the accounts that signed in there: whoever shows one is not taken for one of those who
 * guess from elsewhere. A mark opens nothing; it says neither whose it is nor whether there is such an account.
 */
import { randomId } from '../../crypto/random.ts'
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import type { Needs } from '../needs.ts'

export const DEVICE_MARK_MS = 180 * DAY_MS

/** Accounts that one browser is remembered for. */
const MOST_MARKS = 4
const LONGEST = MOST_MARKS * 100

/** The id of the device, when it was made, and the keyed hash of both with the account. */
const MARK = /^([0-9A-Za-z]{12})\.([0-9a-z]{1,11})\.([0-9A-Za-z_-]{43})$/

type MarkNeeds = Pick<Needs, 'keyedHash' | 'now'>
type Mark = { readonly text: string; readonly device: string; readonly at: Instant; readonly mac: string }

const boundTo = ({ device, at }: Pick<Mark, 'device' | 'at'>, account: string): string =>
  `${device} ${at} ${account}`

function marksIn(cookie: string | undefined, now: Instant): Mark[] {
  if (cookie === undefined || cookie.length > LONGEST) return []
  return cookie
    .split('~', MOST_MARKS)
    .map((text) => MARK.exec(text))
    .filter((found) => found !== null)
    .map(([text, device = '', at = '', mac = '']) => ({ text, device, at: parseInt(at, 36), mac }))
    .filter(({ at }) => at <= now && now - at < DEVICE_MARK_MS)
}

/** The id of the device, when this account signed in on it before. */
export function deviceOf(
  { keyedHash, now }: MarkNeeds,
  cookie: string | undefined,
  account: string,
): string | undefined {
  const marks = marksIn(cookie, now())
  return marks.find((mark) =>
    keyedHash.matches('device-mark', boundTo(mark, account), Buffer.from(mark.mac, 'base64url')),
  )?.device
}

/** What the browser is to keep after this account signed in: its mark, and those of the others that were there. */
export function withMarkOf(needs: MarkNeeds, cookie: string | undefined, account: string): string {
  const at = needs.now()
  const known = deviceOf(needs, cookie, account)
  const device = known ?? randomId()
  const mac = Buffer.from(needs.keyedHash.hashOf('device-mark', boundTo({ device, at }, account)))
  const others = marksIn(cookie, at).filter((mark) => mark.device !== known)
  const own = `${device}.${at.toString(36)}.${mac.toString('base64url')}`
  return [own, ...others.slice(0, MOST_MARKS - 1).map(({ text }) => text)].join('~')
}
