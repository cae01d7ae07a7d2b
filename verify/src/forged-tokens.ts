/**
 * The corpus of forged tokens: what is wrong with each, the token, and the one code it must be refused with.
 * Anything that ever slips through a verifier, ours or another, belongs in here.
 */
import { forgeClaims } from './forged-claims.ts'
import { forgeEncodings } from './forged-encodings.ts'
import { forgeHeaders } from './forged-headers.ts'
import { forgePurposes } from './forged-purposes.ts'
import type { Forgery, Scene } from './forged-scene.ts'

export function forgeTokens(scene: Scene): Forgery[] {
  return [...forgeHeaders(scene), ...forgeEncodings(scene), ...forgeClaims(scene), ...forgePurposes(scene)]
}
