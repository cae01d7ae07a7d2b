/** An exchange in each of the eight shapes that clients send it in, mixed with what they send besides. */
import fc from 'fast-check'
import { AUTHORIZE } from '../../server/testing/compatible.ts'
import { headerText, nastyHeaders, nastyText, nastyValue } from './junk.ts'
import type { Sent } from './target.ts'

/** As in the contract: a to c and g are forms, d and e queries, f and h JSON. */
export const SHAPES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const

type Pair = readonly [name: string, value: unknown]

export type Exchange = {
  readonly shape: (typeof SHAPES)[number]
  readonly name: 'refresh_token' | 'api_token'
  /** Another token where one that is there too counts for more. */
  readonly decoy: string | undefined
  readonly inQuery: readonly Pair[]
  readonly inBody: readonly Pair[]
  /** What is no parameter at all, or badly encoded: between the others in a query and in a form. */
  readonly scraps: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly contentType: string | undefined
  /** How many characters of the token are percent-encoded. */
  readonly encoded: number
  readonly around: string
}

const FORM = 'application/x-www-form-urlencoded'
const TYPES = [FORM, `${FORM};charset=UTF-8`, `${FORM}/`, 'application/json', undefined]
const MEANT = ['refresh_token', 'api_token', 'scope', 'allowed_resource_scope', 'passcode']

const SCRAPS = [
  '',
  '&',
  '=',
  '%',
  '%=%',
  '%zz=1',
  'a',
  'a=%E0%A4%A',
  '+=+',
  ';',
  'a;b=c',
  '%ff=%00',
  'refresh_token[]=x',
]

/** What means nothing: of no value, or under no name that means something. */
const stray: fc.Arbitrary<Pair> = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      'source',
      'orgId',
      'grant_type',
      'state',
      '__proto__',
      'constructor',
      'Refresh_Token',
      'tokenValue',
    ),
    nastyText.filter((text) => !MEANT.includes(text)),
  ),
  fc.oneof(nastyText, nastyValue),
)
const strays = fc.array(stray, { maxLength: 4 })

export const anExchange: fc.Arbitrary<Exchange> = fc.record({
  shape: fc.constantFrom(...SHAPES),
  name: fc.constantFrom('refresh_token', 'api_token'),
  decoy: fc.option(nastyText, { nil: undefined }),
  inQuery: strays,
  inBody: strays,
  scraps: fc.subarray(SCRAPS, { maxLength: 2 }),
  headers: fc
    .tuple(
      nastyHeaders,
      fc.dictionary(fc.constantFrom('authorization', 'csp-auth-token', 'cookie'), headerText),
    )
    .map((headers): Record<string, string> => Object.assign({}, ...headers)),
  contentType: fc.oneof(fc.constantFrom(...TYPES), headerText),
  encoded: fc.nat({ max: 65 }),
  around: fc.constantFrom('', '', ' ', '\n', '\t '),
})

export function writeExchange(exchange: Exchange, token: string, more: readonly Pair[] = []): Sent {
  const { shape, scraps, inQuery, inBody, headers, contentType } = exchange
  const isInQuery = shape === 'd' || shape === 'e' || shape === 'f'
  const grant: Pair[] = shape === 'c' || shape === 'g' ? [['grant_type', 'refresh_token']] : []
  const query = [
    ...inQuery.map(form),
    ...scraps,
    ...(shape === 'g' ? grant.map(form) : []),
    ...(isInQuery ? [tokenPair(exchange, token)] : []),
    ...(!isInQuery && exchange.decoy !== undefined ? [form(['refresh_token', exchange.decoy])] : []),
  ]
  const type = shape === 'd' ? undefined : shape === 'e' || shape === 'f' ? 'application/json' : contentType
  return {
    method: 'POST',
    url: `${AUTHORIZE}?${query.join('&')}`,
    headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
    body: shape === 'd' || shape === 'e' ? '' : bodyOf(exchange, token, [...grant, ...inBody], more),
  }
}

function bodyOf(exchange: Exchange, token: string, stray: readonly Pair[], more: readonly Pair[]): string {
  const { shape, decoy, around } = exchange
  const weaker: Pair[] =
    nameIn(exchange) === 'api_token' && decoy !== undefined ? [['refresh_token', decoy]] : []
  if (shape === 'f' || shape === 'h') {
    const value = shape === 'f' ? token : `${around}${token}${around}`
    return `${around}${JSON.stringify(Object.fromEntries([...stray, ...weaker, [nameIn(exchange), value], ...more]))}`
  }
  return [
    ...exchange.scraps,
    ...stray.map(form),
    ...weaker.map(form),
    tokenPair(exchange, token),
    ...more.map(form),
  ].join('&')
}

const nameIn = ({ shape, name }: Exchange): string =>
  shape === 'c' || shape === 'g' || shape === 'h' ? name : shape === 'b' ? 'api_token' : 'refresh_token'

const form = ([name, value]: Pair): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(text.toWellFormed())}`
}

function tokenPair(exchange: Exchange, token: string): string {
  const hex = (text: string): string => `%${text.charCodeAt(0).toString(16).padStart(2, '0')}`
  const start = [...token.slice(0, exchange.encoded)].map((text) =>
    text.charCodeAt(0) < 128 ? hex(text) : encodeURIComponent(text.toWellFormed()),
  )
  const rest = encodeURIComponent(token.slice(exchange.encoded).toWellFormed())
  return `${nameIn(exchange)}=${encodeURIComponent(exchange.around)}${start.join('')}${rest}`
}
