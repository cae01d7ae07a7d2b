/** `countersign setup`: makes the organization and its owner without a browser. The password never stands in the command line. */
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { exposedFile, inWords, Refusal, setUpAtTheMachine, waitingFor } from '@countersign/server'
import { print, UsageError, whereHelp, type Command } from './command.ts'
import { configuration, warn } from './configuration.ts'

const FLAGS = {
  organization: 'What the organization is called',
  username: 'What the owner signs in with',
  email: "The owner's e-mail address",
  'first-name': "The owner's given name",
  'last-name': "The owner's family name",
  'password-file': "A file with the owner's password; - or none for standard input",
} as const
type Flag = keyof typeof FLAGS

const HELP = `countersign setup: sets an empty installation up, for scripts.

${Object.entries(FLAGS)
  .map(([flag, help]) => `  --${flag}\n      ${help}`)
  .join('\n')}
${whereHelp(['publicUrl', 'domain', 'signingAlgorithm'])}`

export const setupCommand: Command = {
  name: 'setup',
  summary: 'Make the organization and its owner, without a browser',
  help: () => HELP,
  async run(argv) {
    const { own, rest } = ownFlags(argv)
    const config = configuration(rest, Object.keys(FLAGS))
    const missing = (['organization', 'username', 'email', 'first-name', 'last-name'] as const).filter(
      (flag) => !own[flag],
    )
    if (missing.length > 0)
      throw new UsageError(missing.map((flag) => `--${flag} is missing: ${FLAGS[flag]}.`))
    const organization = await setUpAtTheMachine(config, {
      organizationName: own.organization!,
      username: own.username!,
      email: own.email!,
      firstName: own['first-name']!,
      lastName: own['last-name']!,
      password: await passwordFrom(own['password-file']),
    }).catch((error: unknown) => {
      if (error instanceof Refusal) throw new UsageError([error.detail])
      throw error
    })
    print(
      `The organization "${organization.displayName}" is set up (${organization.id}). Start with "countersign serve".`,
    )
    return 0
  },
}

async function passwordFrom(file: string | undefined): Promise<string> {
  const isPiped = file === undefined || file === '-'
  if (!isPiped) warn(exposedFile(file, 'the password'))
  const given = await waitingFor(isPiped ? 'the password on standard input' : file, () =>
    isPiped ? text(process.stdin) : readPassword(file),
  )
  return given.replace(/\r?\n$/, '')
}

const readPassword = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The password can’t be read. ${inWords(cause, file)}`, { cause })
  })

/** Ours, and what is left for the configuration. */
function ownFlags(argv: readonly string[]): { own: Partial<Record<Flag, string>>; rest: string[] } {
  const own: Partial<Record<Flag, string>> = {}
  const rest: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(argv[at]!) ?? []
    if (!Object.hasOwn(FLAGS, name)) {
      rest.push(argv[at]!)
      continue
    }
    const taken = value ?? argv[at + 1]
    // What begins with two dashes is the next flag; a value that does is written with "=".
    if (taken === undefined || (value === undefined && taken.startsWith('--')))
      throw new UsageError([`--${name} needs a value.`])
    own[name as Flag] = taken
    if (value === undefined) at += 1
  }
  return { own, rest }
}
