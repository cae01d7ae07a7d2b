/**
 * What a request narrows its exchange to. Whatever looks like a wish to narrow is read or refused, never passed over:
 * ignored, it would give more than was asked for.
 */
import type { AllowedScopes } from '../../domain/allowed-scopes.ts'
import { Refusal } from '../../domain/refusal.ts'
import { allowedScopesFrom } from './allowed-scopes.ts'
import { jsonOf, type Entries } from './lenient-body.ts'

export type Narrowing = {
  /** Names, separated by spaces. */
  readonly scope?: string
  readonly allowedResourceScope?: AllowedScopes
}

/** @throws {Refusal} `scope_invalid` for a wish that can't be read; the detail says why */
export function narrowingFrom(body: Entries, query: Entries): Narrowing {
  for (const [name] of [...body, ...query]) refuseLookalike(name)
  const scope = scopeFrom(body, query)
  const resourceScope = onlyValue('allowed_resource_scope', body, query)
  return {
    ...(scope !== undefined && { scope }),
    ...(resourceScope !== undefined && { allowedResourceScope: resourceScopeFrom(resourceScope) }),
  }
}

const NAMES = ['scope', 'allowed_resource_scope']
/** In other letters, as an array of a form, or behind an ampersand that was escaped for HTML. */
const LOOKALIKE = /^(?:amp;)?\s*(?:scope|allowed_resource_scope)\s*(?:\[.*)?$/is
const LONGEST_LOOKALIKE = 64

function refuseLookalike(name: string): void {
  if (name.length > LONGEST_LOOKALIKE || NAMES.includes(name) || !LOOKALIKE.test(name)) return
  throw invalid(`"${name}" is not read. Write it scope or allowed_resource_scope, and send it once.`)
}

/** RFC 6749, section 3.2: a parameter without a value is treated as if it were omitted, and none may come twice. */
function scopeFrom(body: Entries, query: Entries): string | undefined {
  const [inBody, inQuery] = [valueIn(body, 'scope'), valueIn(query, 'scope')].map((value) =>
    value === '' ? undefined : value,
  )
  const value = onlyOne('scope', inBody, inQuery)
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw invalid('scope must be names, separated by spaces.')
  if (!SCOPE_NAMES.test(value)) {
    throw invalid('scope must be names of printable ASCII characters, separated by spaces, or left out.')
  }
  return value
}

/** RFC 6749, section 3.3, with more than one space forgiven; at least one name. */
const SCOPE_NAMES = /^ *[\x21\x23-\x5b\x5d-\x7e][\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** JSON, which a form or a query carries as text. */
function resourceScopeFrom(value: unknown): AllowedScopes {
  const given = typeof value === 'string' ? jsonOf(value, 'allowed_resource_scope', 'scope_invalid') : value
  if (given === null)
    throw invalid('allowed_resource_scope must be a JSON object. Leave it out to narrow nothing.')
  return allowedScopesFrom(given)
}

const onlyValue = (name: string, body: Entries, query: Entries): unknown =>
  onlyOne(name, valueIn(body, name), valueIn(query, name))

/** Some clients send the same in the body and in the query. */
function onlyOne(name: string, inBody: unknown, inQuery: unknown): unknown {
  const isContradicted = inBody !== undefined && inQuery !== undefined && inBody !== inQuery
  if (isContradicted) throw invalid(`${name} differs between the body and the query. Send it once.`)
  return inBody === undefined ? inQuery : inBody
}

function valueIn(entries: Entries, name: string): unknown {
  const values = entries.filter(([each]) => each === name)
  if (values.length > 1) throw invalid(`${name} is given more than once. Send it once.`)
  return values[0]?.[1]
}

const invalid = (detail: string): Refusal => new Refusal('scope_invalid', { detail })
