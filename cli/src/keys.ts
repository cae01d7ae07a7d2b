/** `countersign keys`: the signing keys of the installation. Works beside a running service, which follows within seconds. */
import { configHelp, listKeys, Refusal, rotateKeys, type ListedKey } from '@countersign/server'
import { asksForHelp, print, UsageError, type Command } from './command.ts'
import { configuration } from './configuration.ts'

const HELP = `countersign keys list      shows the signing keys
countersign keys rotate    signs with the next key from now on; no verification fails

Where the installation is:
${configHelp()}
`

export const keysCommand: Command = {
  name: 'keys',
  summary: 'List or rotate the signing keys',
  async run([verb, ...argv]) {
    if (verb === undefined || asksForHelp([verb, ...argv])) {
      print(HELP)
      return verb === undefined ? 2 : 0
    }
    const verbs: Readonly<Record<string, typeof listKeys>> = { list: listKeys, rotate: rotateKeys }
    const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
    if (act === undefined) throw new UsageError([`"keys ${verb}" is no command; there are list and rotate.`])
    const keys = await act(configuration(argv)).catch((error: unknown) => {
      throw error instanceof Refusal ? new Error(error.detail ?? error.title) : error
    })
    for (const key of keys) print(lineOf(key))
    return 0
  },
}

const lineOf = ({ id, algorithm, state, createdAt }: ListedKey): string =>
  `${id}  ${algorithm.padEnd(7)}  ${state.padEnd(8)}  made ${new Date(createdAt).toISOString()}`
