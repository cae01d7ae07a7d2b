/** Which API tokens the list shows, and in which order: pure, and kept in the page's address. */
import type { ApiToken } from '@countersign/api'
import { folded, searchWords } from '../../search/folded.ts'
import { isUsable, STATE_WORDS } from '../state-words.ts'

export const STATE_FILTERS = {
  '': 'Any state',
  usable: 'Usable',
  expires_soon: 'Expires soon',
  expired: 'Expired',
  deactivated: 'Deactivated',
  revoked: 'Revoked',
  seen_in_url: 'Seen in a URL',
  never_expires: 'Never expires',
  unused: 'Unused for 90 days',
  can_do_nothing: 'Can do nothing',
} as const
export type StateFilter = keyof typeof STATE_FILTERS

export const SORT_COLUMNS = ['name', 'state', 'created', 'expires', 'used'] as const
export type SortColumn = (typeof SORT_COLUMNS)[number]
/** A column, with `-` in front for the other way round. */
export type Sort = SortColumn | `-${SortColumn}`

export const DEFAULT_SORT: Sort = '-created'

/** As it stands in the address: only what differs from the defaults. */
export type ListSearch = { readonly q?: string; readonly state?: StateFilter; readonly sort?: Sort }

export const isStateFilter = (value: unknown): value is StateFilter =>
  typeof value === 'string' && Object.hasOwn(STATE_FILTERS, value)

export const isSort = (value: unknown): value is Sort =>
  typeof value === 'string' && SORT_COLUMNS.some((column) => value === column || value === `-${column}`)

export function shownTokens(
  tokens: readonly ApiToken[],
  { q = '', state = '', sort = DEFAULT_SORT }: ListSearch,
  wordsOf: (token: ApiToken) => string,
  now: number,
): ApiToken[] {
  const words = searchWords(q)
  const isMatch = (token: ApiToken): boolean => {
    const text = folded(
      `${token.name} ${token.description ?? ''} ${token.id} csnt${token.valueId} ${wordsOf(token)}`,
    )
    return words.every((word) => text.includes(word))
  }
  const direction = sort.startsWith('-') ? -1 : 1
  const compare = COMPARISONS[sort.replace('-', '') as SortColumn]
  return tokens
    .filter((token) => hasState(token, state, now) && isMatch(token))
    .toSorted((one, other) => direction * compare(one, other) || one.id.localeCompare(other.id))
}

function hasState(token: ApiToken, filter: StateFilter, now: number): boolean {
  const isUsed = isUsable(token.state)
  switch (filter) {
    case '':
      return true
    case 'usable':
      return isUsed
    case 'seen_in_url':
      return token.seenInUrlAt !== null && token.state !== 'revoked'
    case 'never_expires':
      return isUsed && token.expiresAt === null
    case 'unused':
      return (
        isUsed && now - Date.parse(token.lastUse?.at ?? token.regeneratedAt ?? token.createdAt) > UNUSED_MS
      )
    case 'can_do_nothing':
      return isUsed && token.canDoNothing
    case 'expires_soon':
    case 'expired':
    case 'deactivated':
    case 'revoked':
      return token.state === filter
  }
}

const UNUSED_MS = 90 * 24 * 60 * 60 * 1000

/** What one should look at now and then, and how many there are of each. */
export const WORTH_A_LOOK = ['never_expires', 'unused', 'can_do_nothing', 'seen_in_url'] as const

export const countOf = (tokens: readonly ApiToken[], filter: StateFilter, now: number): number =>
  tokens.filter((token) => hasState(token, filter, now)).length

const STATE_ORDER = Object.keys(STATE_WORDS)

/** Never-expiring tokens come after all that expire; never-used ones before all that were. */
const COMPARISONS: Readonly<Record<SortColumn, (one: ApiToken, other: ApiToken) => number>> = {
  name: (one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }),
  state: (one, other) => STATE_ORDER.indexOf(one.state) - STATE_ORDER.indexOf(other.state),
  created: (one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt),
  expires: (one, other) => instant(one.expiresAt, 8.64e15) - instant(other.expiresAt, 8.64e15),
  used: (one, other) => instant(one.lastUse?.at ?? null, 0) - instant(other.lastUse?.at ?? null, 0),
}

const instant = (at: string | null, otherwise: number): number => (at === null ? otherwise : Date.parse(at))
