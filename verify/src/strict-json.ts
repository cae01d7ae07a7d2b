/**
 * Reads the JSON object in a token part. Refuses what readers disagree about (members named twice, broken UTF-8,
 * a byte order mark) and anything nested deeper than a token ever is. The object comes out frozen to the bottom.
 */
import { VerifyError } from './errors.ts'

const MAX_DEPTH = 16
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) // ignoreBOM: leave it in, and JSON.parse refuses it

export type JsonObject = { readonly [member: string]: unknown }

export function parseStrictJson(bytes: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    if (isJsonObject(value) && freezeAndCountMembers(value, 0) === countNames(bytes)) return value
  } catch {
    // Not kept as the cause: the words of JSON.parse quote the token.
  }
  throw new VerifyError('token_malformed')
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// In valid JSON every colon outside a string ends a member's name. JSON.parse keeps one member of each name, so
// fewer members than colons means that a name came twice, however it was spelled (`"exp"` and `"ex\u0070"`).
function countNames(validJson: Uint8Array): number {
  let names = 0
  for (let at = 0; at < validJson.length; at++) {
    const byte = validJson[at]
    if (byte === COLON) names++
    if (byte !== QUOTE) continue
    while (validJson[++at] !== QUOTE) if (validJson[at] === BACKSLASH) at++
  }
  return names
}
const COLON = 0x3a
const QUOTE = 0x22
const BACKSLASH = 0x5c

// Frozen, because a token seen before is handed to later requests: what one handler could change, all would see.
function freezeAndCountMembers(value: object, depth: number): number {
  if (depth === MAX_DEPTH) throw new RangeError('nested too deeply')
  const held: unknown[] = Array.isArray(value) ? value : Object.values(value)
  let members = held === value ? 0 : held.length
  for (const inner of held) {
    if (typeof inner === 'object' && inner !== null) members += freezeAndCountMembers(inner, depth + 1)
  }
  Object.freeze(value)
  return members
}
