/**
 * The 65 characters of a token: marker and kind, public id, secret, checksum. Recognises its own strings without any
 * database; whether one was ever issued, or still counts, is not decided here.
 */
import { crc32 } from 'node:zlib'
import { ALPHANUMERIC, randomAlphanumeric, randomId } from './random.ts'
import { Secret } from './secret.ts'

/** API token, feed token, OAuth app secret, refresh token, authorization code, pushed request, device code, invitation, webhook secret. */
export const TOKEN_KINDS = ['t', 'f', 's', 'r', 'c', 'p', 'd', 'i', 'w'] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

const MARKER = 'csn'
const ID_START = 4
const ID_END = 16
export const ID_LENGTH = ID_END - ID_START
export const SECRET_LENGTH = 43 // the fewest base-62 characters that hold 256 bits
const CHECK_START = 59
const CHECK_LENGTH = 6 // 62^6 > 2^32
const shape = /^csn[a-z][0-9A-Za-z]{61}$/

export function makeTokenString(kind: TokenKind): { id: string; value: Secret } {
  const id = randomId()
  const text = MARKER + kind + id + randomAlphanumeric(SECRET_LENGTH)
  return { id, value: new Secret(text + checkOf(text)) }
}

/** The one with these letters in it. */
export function tokenStringOf(kind: TokenKind, id: string, secret: string): Secret {
  const text = MARKER + kind + id + secret
  return new Secret(text + checkOf(text))
}

/** The secret letters of a string that was recognised. */
export const secretLettersOf = (recognised: string): string => recognised.slice(ID_END, CHECK_START)

/** The public id in the string, or undefined for one that was mistyped, cut off or made for something else. */
export function parseTokenString(text: string, kind: TokenKind): { id: string } | undefined {
  if (text.length !== CHECK_START + CHECK_LENGTH || text[MARKER.length] !== kind || !shape.test(text)) {
    return undefined
  }
  if (checkOf(text.slice(0, CHECK_START)) !== text.slice(CHECK_START)) return undefined
  return { id: text.slice(ID_START, ID_END) }
}

const ANYWHERE = /(?=(csn[a-z][0-9A-Za-z]{61}))/g

/** Every well-formed token of any kind that stands somewhere in a text. */
export const tokenStringsIn = (text: string): string[] =>
  [...text.matchAll(ANYWHERE)].flatMap(([, found = '']) =>
    checkOf(found.slice(0, CHECK_START)) === found.slice(CHECK_START) ? [found] : [],
  )

/** All but the checksum, which anyone can compute: as good as the whole. */
const WITHOUT_CHECK = new RegExp(`csn[${TOKEN_KINDS.join('')}][0-9A-Za-z]{55,61}`, 'g')

export const holdsTokenString = (text: string): boolean => text.search(WITHOUT_CHECK) >= 0

/** For what can't be refused and is kept: a browser's name for itself, a header. */
export const withoutTokenStrings = (text: string): string => text.replaceAll(WITHOUT_CHECK, '[token]')

/**
 * What the compatible error message shows of a refused token: of a whole one, a part of its checksum. Never more than
 * half of what came, which may be a password that was pasted into the wrong place.
 */
export const lastFive = (text: string): string => text.slice(text.length - Math.min(5, text.length >> 1))

function checkOf(text: string): string {
  let rest = crc32(text)
  let check = ''
  for (let digit = 0; digit < CHECK_LENGTH; digit++) {
    check = ALPHANUMERIC[rest % ALPHANUMERIC.length] + check
    rest = Math.floor(rest / ALPHANUMERIC.length)
  }
  return check
}
