/**
 * Takes an access token apart, as text: nothing here says that it is good. Refuses what is no JWT with a sentence for
 * whoever pasted it.
 */
export type Claims = Readonly<Record<string, unknown>>
export type ReadToken = {
  readonly header: Claims
  readonly claims: Claims
  /** What the signature is over. */
  readonly signed: string
  readonly signature: Uint8Array<ArrayBuffer>
}

/** Longest text looked at; tokens for headers are far shorter. */
const MOST_CHARACTERS = 65_536

/** What was pasted, without what people copy along. */
export function readToken(pasted: string): ReadToken | { readonly problem: string } {
  const text = pasted.trim().replace(/^(?:(?:authorization|csp-auth-token):\s*)?(?:bearer\s+)?/i, '')
  if (text === '') return { problem: 'Paste an access token.' }
  if (text.length > MOST_CHARACTERS) return { problem: 'This is too long for an access token.' }
  const parts = text.split('.')
  if (/^[0-9A-Za-z]{65}$/.test(text))
    return { problem: 'This is an API token. Exchange it, and paste the access token that you get.' }
  if (parts.length !== 3) return { problem: 'An access token has three parts with a dot between them.' }
  const [header, claims, signature] = parts.map(bytesOf)
  const [readHeader, readClaims] = [objectIn(header), objectIn(claims)]
  if (!readHeader || !readClaims || !signature)
    return { problem: 'A part of this is damaged. Copy the whole access token.' }
  return { header: readHeader, claims: readClaims, signed: `${parts[0]}.${parts[1]}`, signature }
}

function bytesOf(part: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined
  try {
    return Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
  } catch {
    return undefined
  }
}

function objectIn(bytes: Uint8Array | undefined): Claims | undefined {
  if (!bytes) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined
  } catch {
    return undefined
  }
}
