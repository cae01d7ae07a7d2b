/**
 * The generate page's link parameters, `?name=…&scopes=…&ttl=…`, so that a tool's documentation can ask for the right
 * token. They only fill the form in: what cannot be understood is left out and told.
 */
import type { Lifetime } from '@countersign/api'

const UNITS = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks', mo: 'months' } as const
const NAME_LENGTH = 100

export type Prefill = {
  readonly name: string | undefined
  /** null means never. */
  readonly lifetime: Lifetime | null | undefined
  /** `all`, `openid`, and names of roles and permissions. */
  readonly scopeNames: readonly string[]
  /** What of the link could not be understood, in words. */
  readonly notUnderstood: readonly string[]
}

export type PrefillSearch = { readonly name?: string; readonly scopes?: string; readonly ttl?: string }

export function prefillOf({ name, scopes, ttl }: PrefillSearch): Prefill {
  const lifetime = ttl === undefined ? undefined : lifetimeOf(ttl)
  return {
    name: name === undefined ? undefined : [...name.trim()].slice(0, NAME_LENGTH).join(''),
    lifetime,
    scopeNames: scopes?.split(/\s+/).filter(Boolean) ?? [],
    notUnderstood: ttl !== undefined && lifetime === undefined ? [`the lifetime “${ttl}”`] : [],
  }
}

/** `90d`, `6mo`, `12h`, `30m`, `2w` or `never`; undefined for anything else. */
export function lifetimeOf(ttl: string): Lifetime | null | undefined {
  if (ttl === 'never') return null
  const [, digits, unit] = /^([1-9][0-9]{0,7})(m|h|d|w|mo)$/.exec(ttl) ?? []
  return digits && unit ? { amount: Number(digits), unit: UNITS[unit as keyof typeof UNITS] } : undefined
}
