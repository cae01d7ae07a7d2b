/** `countersign setup`: makes the organization and its owner without a browser. The password never stands in the command line. */
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { configHelp, Refusal, setUpAtTheMachine, waitingFor } from '@countersign/server'
import { asksForHelp, print, UsageError } from './command.js'
import { configuration } from './configuration.js'
const FLAGS = {
  organization: 'What the organization is called',
  username: 'What the owner signs in with',
  email: "The owner's e-mail address",
  'first-name': "The owner's given name",
  'last-name': "The owner's family name",
  'password-file': "A file with the owner's password; - or none for standard input",
}
const HELP = `countersign setup: sets an empty installation up, for scripts.

${Object.entries(FLAGS)
  .map(([flag, help]) => `  --${flag}\n      ${help}`)
  .join('\n')}

Where the installation is:
${configHelp()}
`
export const setupCommand = {
  name: 'setup',
  summary: 'Make the organization and its owner, without a browser',
  async run(argv) {
    if (asksForHelp(argv)) {
      print(HELP)
      return 0
    }
    const { own, rest } = ownFlags(argv)
    const config = configuration(rest)
    const missing = ['organization', 'username', 'email', 'first-name', 'last-name'].filter(
      (flag) => !own[flag],
    )
    if (missing.length > 0)
      throw new UsageError(missing.map((flag) => `--${flag} is missing: ${FLAGS[flag]}.`))
    const organization = await setUpAtTheMachine(config, {
      organizationName: own.organization,
      username: own.username,
      email: own.email,
      firstName: own['first-name'],
      lastName: own['last-name'],
      password: await passwordFrom(own['password-file']),
    }).catch((error) => {
      if (error instanceof Refusal) throw new UsageError([error.detail ?? error.title])
      throw error
    })
    print(
      `The organization "${organization.displayName}" is set up (${organization.id}). Start with "countersign serve".`,
    )
    return 0
  },
}
async function passwordFrom(file) {
  const isPiped = file === undefined || file === '-'
  const given = await waitingFor(isPiped ? 'the password on standard input' : file, () =>
    isPiped ? text(process.stdin) : readFile(file, 'utf8'),
  )
  return given.replace(/\r?\n$/, '')
}
/** Ours, and what is left for the configuration. */
function ownFlags(argv) {
  const options = Object.fromEntries(Object.keys(FLAGS).map((flag) => [flag, { type: 'string' }]))
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  })
  const own = {}
  const taken = new Set()
  for (const token of tokens) {
    if (token.kind !== 'option' || !Object.hasOwn(FLAGS, token.name)) continue
    if (token.value === undefined) throw new UsageError([`${token.rawName} needs a value.`])
    own[token.name] = token.value
    taken.add(token.index)
    if (!token.inlineValue) taken.add(token.index + 1)
  }
  return { own, rest: argv.filter((_, index) => !taken.has(index)) }
}
