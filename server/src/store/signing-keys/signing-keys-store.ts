/** Signing keys at rest, sealed. */
import type { Instant } from '../../domain/instant.ts'
import type { SigningKey, SigningKeyState } from '../../domain/signing-key.ts'

export type SigningKeyReads = {
  /** All but the removed ones, oldest first. */
  list(): Promise<SigningKey[]>
}

export type SigningKeyChanges = SigningKeyReads & {
  insert(key: SigningKey): Promise<void>
  /** Guarded by the state it is in: false when another process was first. Removing wipes the sealed private key. */
  setState(id: string, from: SigningKeyState, to: SigningKeyState, at: Instant): Promise<boolean>
}
