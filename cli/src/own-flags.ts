/** Takes what is a command's own out of its line: words, then its flags. The rest is for the configuration. */
import { flagsIn } from '@countersign/server'
import { UsageError } from './command.ts'

type OwnFlags = { readonly valued: readonly string[]; readonly alone: readonly string[] }

type Given = {
  /** What stands before the flags. */
  readonly words: readonly string[]
  readonly values: Readonly<Record<string, string>>
  readonly alone: ReadonlySet<string>
  readonly rest: readonly string[]
}

/** @throws {UsageError} when one of its own flags is written wrongly */
export function ownFlags(argv: readonly string[], { valued, alone }: OwnFlags): Given {
  const firstFlag = argv.findIndex((word) => word.startsWith('--'))
  const end = firstFlag === -1 ? argv.length : firstFlag
  const own: string[] = []
  const rest: string[] = []
  for (let at = end; at < argv.length; at++) {
    const [, name = '', value] = /^--([^=]+)(=.*)?$/s.exec(argv[at]!) ?? []
    if (![...valued, ...alone].includes(name)) {
      rest.push(argv[at]!)
      continue
    }
    own.push(argv[at]!)
    const following = argv[at + 1]
    const takesNone = alone.includes(name) || value !== undefined
    if (takesNone || following === undefined || following.startsWith('--')) continue
    own.push(following)
    at += 1
  }
  const problems: string[] = []
  const given = flagsIn(own, { valued, alone }, problems)
  if (problems.length > 0) throw new UsageError(problems)
  return { words: argv.slice(0, end), rest, ...given }
}
