/** What the issuer signed, whatever it is for: of one type and no other, with a key of the issuer's, and written to it. */
import { type CompactTokenType, parseCompactToken } from './compact-token.ts'
import { VerifyError } from './errors.ts'
import type { KeySet, Keys } from './key-set.ts'
import { type JsonObject, parseStrictJson } from './strict-json.ts'

export type Proven = { readonly payload: JsonObject; readonly keys: Keys }

/** @throws VerifyError for anything else */
export async function provenToken(
  text: string,
  {
    type,
    maxLength,
    keys,
    keySet,
  }: { type: CompactTokenType; maxLength: number; keys: Keys; keySet: KeySet },
): Promise<Proven> {
  const { header, signed, payload, signature } = parseCompactToken(text, maxLength, type)
  const keysWithIt = keys.has(header.kid) ? keys : await keySet.holding(header.kid)
  const key = keysWithIt.get(header.kid)!
  if (header.alg !== key.algorithm) throw new VerifyError('algorithm_mismatch')
  const isSigned = key.isSignedBy(signed, signature)
  if (isSigned !== true && !(await isSigned)) throw new VerifyError('signature_invalid')
  return { payload: parseStrictJson(payload), keys: keysWithIt }
}
