/**
 * Reads the flags of a command: `--name value`, `--name=value`, or `--name` alone. What is wrong becomes a line each, with
 * the flag that was probably meant. It repeats no value, for any may be a secret.
 */
import { nearestOf } from './nearest.ts'

type KnownFlags = {
  /** Without their dashes. */
  readonly valued: readonly string[]
  readonly alone?: readonly string[]
  /** Read by someone else already; here only to be guessed. */
  readonly others?: readonly string[]
  /** What must not stand in a command line, and the sentence that says where it belongs. */
  readonly refused?: Readonly<Record<string, string>>
}

export type GivenFlags = {
  readonly values: Readonly<Record<string, string>>
  readonly alone: ReadonlySet<string>
}

export function flagsIn(argv: readonly string[], known: KnownFlags, problems: string[]): GivenFlags {
  const { valued, alone = [] } = known
  const values: Record<string, string> = {}
  const given = new Set<string>()
  for (let at = 0; at < argv.length; at++) {
    const [, dashes = '', name = '', value] = /^(-*)([^=]*)(?:=(.*))?$/s.exec(argv[at]!) ?? []
    const next = argv[at + 1]
    // A number may be negative, and a dash alone is standard input.
    const following = next === undefined || /^-[^0-9]/.test(next) ? undefined : next
    if (dashes === '--' && alone.includes(name)) {
      if (value === undefined) given.add(name)
      else problems.push(`--${name} takes no value.`)
      continue
    }
    const isFlag = dashes !== '' || valued.includes(name)
    if (dashes === '--' && valued.includes(name)) {
      const taken = value ?? following
      if (taken === undefined) problems.push(`--${name} needs a value.`)
      else values[name] = taken
    } else {
      problems.push(notKnown(dashes, name, known))
    }
    // What follows an unknown flag was meant as its value.
    if (isFlag && value === undefined && following !== undefined) at += 1
  }
  return { values, alone: given }
}

function notKnown(
  dashes: string,
  name: string,
  { valued, alone = [], others = [], refused = {} }: KnownFlags,
) {
  const names = [...valued, ...alone, ...others]
  if (dashes === '') {
    const what = `"${name}" is not understood`
    return names.includes(name) ? `${what}; did you mean --${name}?` : `${what}. See --help.`
  }
  if (Object.hasOwn(refused, name)) return `--${name} is not known: ${refused[name]}`
  const meant = nearestOf(name, names)
  if (meant !== undefined) return `${dashes}${name} is not known; did you mean --${meant}?`
  // Some write a value right behind a single letter.
  return `${dashes === '-' && name.length > 1 ? `-${name[0]}…` : dashes + name} is not known. See --help.`
}
