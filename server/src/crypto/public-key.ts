/** Whether a public key as a JWK can be used at all: that its point is one of its curve only a computation tells. */
import { createPublicKey } from 'node:crypto'
import type { OAuthAppKey } from '../domain/oauth/oauth-app.ts'

export function isUsablePublicKey(key: OAuthAppKey): boolean {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' }).type === 'public'
  } catch {
    return false
  }
}
