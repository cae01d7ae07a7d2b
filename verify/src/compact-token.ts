/**
 * Takes a token apart: three strict base64url parts and a header (RFC 7515, section 7.1, and RFC 9068).
 * Refuses every header that would let the token choose how it is checked. Nothing here is trusted yet.
 */
import { decodeBase64url } from './base64url.ts'
import { VerifyError } from './errors.ts'
import { parseStrictJson } from './strict-json.ts'

export type CompactToken = {
  header: Header
  /** What the signature is over: header and payload with the dot between them. */
  signed: string
  payload: Uint8Array
  signature: Uint8Array<ArrayBuffer>
}
type Header = { alg: unknown; kid: string }

// Each of these either brings its own key or changes what the signature means.
const refusedMembers = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip']
/** The type of an access token of its own (RFC 9068), or the one of every JWT, which an installation may be set to. */
export type AccessTokenType = 'at+jwt' | 'JWT'
/** What else the issuer signs for services. */
export type CompactTokenType = AccessTokenType | 'statuslist+jwt' | 'revocations+jwt'
const types: Readonly<Record<CompactTokenType, RegExp>> = {
  'at+jwt': /^(application\/)?at\+jwt$/i,
  JWT: /^((application\/)?at\+jwt|JWT)$/i,
  'statuslist+jwt': /^(application\/)?statuslist\+jwt$/i,
  'revocations+jwt': /^(application\/)?revocations\+jwt$/i,
}

export function parseCompactToken(token: string, maxLength: number, type: CompactTokenType): CompactToken {
  if (typeof token !== 'string') throw new VerifyError('token_malformed')
  if (token.length > maxLength) throw new VerifyError('token_too_long')
  const headerEnd = token.indexOf('.')
  const payloadEnd = token.lastIndexOf('.')
  if (headerEnd === payloadEnd) throw new VerifyError('token_malformed')
  const payload = decodeBase64url(token.slice(headerEnd + 1, payloadEnd)) // a fourth part would leave a dot in here
  const signature = decodeBase64url(token.slice(payloadEnd + 1))
  if (!payload || !signature) throw new VerifyError('token_malformed')
  return {
    header: readHeader(token.slice(0, headerEnd), type),
    signed: token.slice(0, payloadEnd),
    payload,
    signature,
  }
}

// All tokens under one key begin with the same header, so the one read last is most often the one to read now.
let lastRead: { text: string; type: CompactTokenType; header: Header } | undefined

function readHeader(text: string, type: CompactTokenType): Header {
  if (lastRead?.text === text && lastRead.type === type) return lastRead.header
  const bytes = decodeBase64url(text)
  if (!bytes) throw new VerifyError('token_malformed')
  const members = parseStrictJson(bytes)
  if (refusedMembers.some((member) => Object.hasOwn(members, member))) throw new VerifyError('header_refused')
  const { alg, kid, typ } = members
  if (typeof typ !== 'string' || !types[type].test(typ)) throw new VerifyError('type_mismatch')
  if (!isKeyId(kid)) throw new VerifyError('key_unknown')
  lastRead = { text, type, header: { alg, kid } }
  return lastRead.header
}

/** A key id is an RFC 7638 thumbprint, SHA-256 in base64url; nothing else is ever looked up. */
export function isKeyId(kid: unknown): kid is string {
  return typeof kid === 'string' && /^[A-Za-z0-9_-]{43}$/.test(kid)
}
