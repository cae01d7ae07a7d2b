/**
 * Asks the issuer for all the rights of an access token that carries only a part of them, with the token itself. Refuses
 * an answer that is about another token, and takes nothing from it but the rights: all the rest is what was signed.
 */
import type { AccessTokenClaims } from './claims.ts'
import { fetchText } from './fetch-text.ts'
import { parseStrictJson } from './strict-json.ts'

export type Rights = { readonly perms: readonly string[]; readonly scope: string }
export type RightsAnswer =
  | { readonly rights: Rights; readonly characters: number }
  /** The issuer no longer takes the token. */
  | { readonly isRevoked: true }
  /** With `isAway` it is nothing about this token. */
  | { readonly failure: unknown; readonly isAway: boolean }
/** Never rejects. */
export type FetchRights = (token: string, claims: AccessTokenClaims) => Promise<RightsAnswer>

const EXPAND_PATH = 'csp/gateway/am/api/auth/token/expand-overflow-claims'
/** Ten thousand grants or so. */
const MOST_BYTES = 1024 * 1024
/** What stands before the issuer says that it is not there. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504])

type Asking = { readonly timeoutSeconds: number; readonly fetch: typeof globalThis.fetch }

/** `issuer` is the one that the token names: nobody else ever sees it. */
export function rightsFrom(issuer: URL, asking: Asking): FetchRights {
  const uri = new URL(EXPAND_PATH, issuer.href.endsWith('/') ? issuer.href : `${issuer.href}/`)
  return async (token, claims) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetchText(uri, { ...asking, headers, mostBytes: MOST_BYTES }).catch(
      (failure: unknown) => ({ status: undefined, text: undefined, failure }),
    )
    if (answer.status === undefined) return { failure: answer.failure, isAway: true }
    const { status, text } = answer
    if (status === 401) return { isRevoked: true }
    if (text === undefined)
      return { failure: new Error(`${uri.href} answered ${status}`), isAway: AWAY.has(status) }
    try {
      return { rights: readRights(text, claims), characters: text.length }
    } catch (cause) {
      return { failure: new Error(`${uri.href} answered what is of no use`, { cause }), isAway: false }
    }
  }
}

const utf8 = new TextEncoder()
/** What makes it this token, and no other one of the same person. */
const SAME = ['iss', 'sub', 'jti', 'client_id', 'context_name'] as const

function readRights(text: string, claims: AccessTokenClaims): Rights {
  const whole = parseStrictJson(utf8.encode(text))
  const differing = SAME.filter((claim) => whole[claim] !== claims[claim])
  if (differing.length > 0) throw new Error(`It is about another token, by ${differing.join(', ')}`)
  const { perms, scope, ovl } = whole
  if (ovl === true || !isTexts(perms)) throw new Error('It has no perms, or not all')
  return { perms, scope: typeof scope === 'string' ? scope : '' }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')
