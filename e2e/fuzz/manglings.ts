/** What can go wrong with a body after it was written, by name: on the way, in the encoding, in somebody's program. */
import { gzipSync } from 'node:zlib'

export type Mangling = keyof typeof MANGLINGS

type Mangle = (text: string) => string | Buffer | undefined

export const MANGLINGS = {
  none: (text) => (text === '' ? undefined : text),
  'left out': () => undefined,
  'nothing in it': () => '',
  spaces: () => '   ',
  'cut off': (text) => text.slice(0, -1) || '{',
  'half of it': (text) => text.slice(0, text.length / 2) || '{"',
  'a byte order mark': (text) => `\ufeff${text}`,
  'UTF-16': (text) => Buffer.from(text || '{}', 'utf16le'),
  'no UTF-8': (text) =>
    Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xfe, 0x22, 0x7d])]),
  'overlong UTF-8': (text) => Buffer.concat([Buffer.from([0xc0, 0xaf]), Buffer.from(text)]),
  'a null before': (text) => `\0${text}`,
  'a null after': (text) => `${text}\0`,
  twice: (text) => `${text || '{}'}${text || '{}'}`,
  'in a list': (text) => `[${text}]`,
  'in a text': (text) => JSON.stringify(text),
  'every member twice': (text) =>
    /^\{.+\}$/s.test(text) ? `${text.slice(0, -1)},${text.slice(1)}` : '{"a":1,"a":2}',
  'a comma too many': (text) => `${text.slice(0, -1) || '{'},}`,
  'a comment': (text) => `${text} // as agreed`,
  'single quotes': (text) => text.replaceAll('"', "'") || "''",
  'a prototype': (text) => `{"__proto__":{"allRoles":true},${text.slice(1) || '}'}`,
  'numbers beyond all bounds': (text) => text.replaceAll(/:\d+/g, ':1e999') || '1e999',
  'numbers with many digits': (text) => text.replaceAll(/:\d+/g, `:${'9'.repeat(400)}`) || '9',
  'as a form': () => 'name=CI&scopes[allRoles]=true',
  compressed: (text) => gzipSync(text),
  'brackets without end': () => '['.repeat(20_000),
  'brackets in brackets': () => `${'[{"a":'.repeat(9_000)}1${'}]'.repeat(9_000)}`,
  'more than fits': (text) => `${text}${' '.repeat(270_000)}`,
} satisfies Readonly<Record<string, Mangle>>
