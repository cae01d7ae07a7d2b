/**
 * What a person allows an app, in words that can be compared: those of OpenID Connect, and rights by name, or all that the
 * app may have. It is asked again when more is asked for, and when what the app may have was changed.
 */
import type { AllowedScopes } from '../allowed-scopes.ts'
import { askedScope } from './asked-scope.ts'
import type { Consent } from './grant.ts'

/** Of a request that names no rights. */
const EVERY_RIGHT = '*'

export function consentWords(scope: string | null): string[] {
  const { words, rights } = askedScope(scope)
  return [...new Set([...words, ...(rights?.split(' ') ?? [EVERY_RIGHT])])].toSorted()
}

type Remembered = Pick<Consent, 'words' | 'allowed'>

export function coversConsent(
  remembered: Remembered | undefined,
  scope: string | null,
  allowed: AllowedScopes,
): boolean {
  if (remembered === undefined || !isSame(remembered.allowed, allowed)) return false
  const known = new Set(remembered.words)
  const { words, rights } = askedScope(scope)
  if (![...words].every((word) => known.has(word))) return false
  return known.has(EVERY_RIGHT) || consentWords(rights ?? null).every((word) => known.has(word))
}

/** What is remembered from now on: no less than before, as long as it was about the same. */
export function widenedConsent(
  remembered: Remembered | undefined,
  scope: string | null,
  allowed: AllowedScopes,
): Remembered {
  const before = remembered !== undefined && isSame(remembered.allowed, allowed) ? remembered.words : []
  return { words: [...new Set([...before, ...consentWords(scope)])].toSorted(), allowed }
}

const isSame = (one: AllowedScopes, other: AllowedScopes): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** The rights of a consent by name; null for all that the app may have. */
export function rightsIn({ words }: Pick<Consent, 'words'>): readonly string[] | null {
  if (words.includes(EVERY_RIGHT)) return null
  return askedScope(words.join(' ')).rights?.split(' ') ?? []
}
