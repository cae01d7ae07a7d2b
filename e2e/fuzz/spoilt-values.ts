/** A JSON value with one thing wrong in it, anywhere in it. */
import fc from 'fast-check'
import { MISPLACED, nastyValue } from './junk.ts'

type Path = readonly (string | number)[]

const EXTRA = [
  'x',
  '',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'id',
  'userId',
  'isAdmin',
  'x'.repeat(200),
  ...MISPLACED,
]

export const spoiltValue = (value: unknown): fc.Arbitrary<unknown> =>
  fc.constantFrom(...pathsIn(value)).chain((path) => fc.oneof(...spoilsAt(value, path)))

function spoilsAt(value: unknown, path: Path): fc.Arbitrary<unknown>[] {
  const here = path.reduce<unknown>((part, step) => (part as Record<string | number, unknown>)[step], value)
  const put = (another: unknown): unknown => replaced(value, path, another)
  const spoils = [nastyValue.map(put)]
  // What another language would take for the same.
  if (typeof here === 'boolean') spoils.push(fc.constantFrom(String(here), Number(here), null).map(put))
  if (here === null) spoils.push(fc.constantFrom('', 'null', 0, false).map(put))
  if (typeof here === 'number') {
    spoils.push(
      fc.constantFrom(-here, here + 0.5, here * 1e9, String(here), [here], 2 ** 31, 2 ** 63).map(put),
    )
  }
  if (typeof here === 'string') {
    const wrong = [
      7,
      true,
      `${here}\0`,
      ` ${here}`,
      `${here}\n`,
      here.repeat(1_000),
      `${here}\ud800`,
      [here],
      { [here]: here },
    ]
    spoils.push(fc.constantFrom<unknown>(...wrong).map(put))
  }
  if (Array.isArray(here)) {
    const wrong = [
      [...here, ...here],
      Array(1_000).fill(here[0] ?? 'x'),
      [...here, null],
      { ...here, length: 1 },
    ]
    spoils.push(fc.constantFrom<unknown>(...wrong).map(put))
  } else if (typeof here === 'object' && here !== null) {
    const members = Object.entries(here)
    // Not by spreading: `__proto__` must become a member like any other.
    const extra = fc.tuple(fc.constantFrom(...EXTRA), nastyValue)
    spoils.push(extra.map((member) => put(Object.fromEntries([...members, member]))))
    if (members.length > 0) {
      const missing = fc.constantFrom(...Object.keys(here))
      spoils.push(missing.map((name) => put(Object.fromEntries(members.filter(([other]) => other !== name)))))
    }
  }
  return spoils
}

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value)
    ? value.flatMap((item, at) => pathsIn(item, [...path, at]))
    : Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...path, name]))
  return [path, ...inner]
}

function replaced(value: unknown, [step, ...rest]: Path, another: unknown): unknown {
  if (step === undefined) return another
  if (Array.isArray(value))
    return value.map((item, at) => (at === step ? replaced(item, rest, another) : item))
  return Object.fromEntries(
    Object.entries(value as object).map(([name, member]) => [
      name,
      name === step ? replaced(member, rest, another) : member,
    ]),
  )
}
