/** Text that has broken other services: in bodies, in URLs, in headers. */
import fc from 'fast-check'

/** In URLs and headers, where they do not belong; filled in later. Not in bodies: what is named after a secret is told back by that name. */
export const MISPLACED = ['${apiTokenValue}', '${accessToken}']

const NASTY = [
  ...['', ' ', '0', '-1', '1e99', 'null', 'undefined', 'NaN', 'true', '[]', '{}'],
  ...['\0', 'a\0b', '\ud800', '\udfff x', '\ufeff', '\u202Edrawkcab', '\r\nX-A: b', '\u2028', '👩‍👩‍👧'],
  ...[
    "'or'1'='1'--",
    '"; drop table users; --',
    '../../etc/passwd',
    '..%2f..%2f',
    '${7*7}',
    '{{7*7}}',
    '%s%n',
  ],
  ...['<script>alert(1)</script>', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '$ref', '#/a'],
  ...['x'.repeat(300), 'x'.repeat(10_000), '👍'.repeat(2_000), 'e\u0301'.repeat(500)],
]

const anyCodePoint = fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code))

export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...NASTY), weight: 3 },
  { arbitrary: fc.string({ unit: anyCodePoint, maxLength: 60 }), weight: 1 },
)

const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** A JSON value of any kind where another was wanted. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], 0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e300),
  fc.constant(deep(500)),
  fc.constant(Array.from({ length: 1_000 }, () => 'x')),
  fc.jsonValue({ maxDepth: 3 }),
)

/** A part of a URL as it would be sent: well encoded, badly encoded, or not at all. */
export const nastySegment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['%00', '%2f', '%2F..%2F..', '%zz', '%', '%e0%80%af', '%c0%ae', '%ff', '%ED%A0%80', '%25%32%66'],
    ...['a%0d%0ab', '+', '*', '~', 'a;b=c', ':', '@', '{x}', '%7Bx%7D', 'preview', 'x'.repeat(257)],
    ...MISPLACED,
  ),
  nastyText.map((text) => encodeURIComponent(text.toWellFormed())).filter((text) => !/^\.{0,2}$/.test(text)),
)

/** What can stand in a header: Node refuses the rest before anything of ours sees it. */
export const headerText: fc.Arbitrary<string> = fc.oneof(
  nastyText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')),
  fc
    .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
    .map((text) => text.replaceAll('\x7f', '?')),
)

/** Headers that mean something to a server, or to what stands before it, with what does not belong there. */
export const nastyHeaders: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  fc.constantFrom(
    ...[
      'accept',
      'accept-encoding',
      'accept-language',
      'cache-control',
      'content-encoding',
      'expect',
      'from',
    ],
    ...['content-language', 'forwarded', 'host', 'if-match', 'if-modified-since', 'if-none-match', 'origin'],
    ...['range', 'referer', 'sec-fetch-mode', 'sec-fetch-site', 'te', 'upgrade', 'via', 'x-forwarded-for'],
    ...['x-forwarded-host', 'x-forwarded-proto', 'x-http-method-override', 'x-original-url', 'x-request-id'],
    ...['x-rewrite-url', 'x-nothing'],
  ),
  headerText,
  { maxKeys: 4, noNullPrototype: true },
)
