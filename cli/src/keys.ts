/** `countersign keys`: the signing keys of the installation. Works beside a running service, which follows within seconds. */
import { listKeys, revokeKey, rotateKeys, rotateKeysInEmergency, type ListedKey } from '@countersign/server'
import { noVerb, print, UsageError, whereHelp, type Command } from './command.ts'
import { configuration } from './configuration.ts'

const USES = {
  list: `countersign keys list                 shows the signing keys`,
  rotate: `countersign keys rotate               signs with the next key from now on; no verification fails
countersign keys rotate --emergency   the same at once, and removes every key that has signed: all access tokens in
                                      circulation are refused, API tokens stay valid`,
  revoke: `countersign keys revoke KID           removes a key that does not sign; what it has signed is refused`,
} as const

const helpOf = (uses: readonly string[]): string => `${uses.join('\n')}\n${whereHelp(['signingAlgorithm'])}`

const IT_TAKES_EFFECT = `The service follows within 5 seconds. Services that check access tokens themselves follow when they fetch the keys
again, with @countersign/verify after about 10 minutes; restarting them is quicker.
`

const AFTER_EMERGENCY = `Every access token in circulation is refused from now on. API tokens are as valid as before: scripts get new access
tokens with their next exchange.
${IT_TAKES_EFFECT}`

type Verb = (argv: readonly string[]) => Promise<ListedKey[]>

const verbs: Readonly<Record<keyof typeof USES, Verb>> = {
  list: (argv) => listKeys(configuration(argv)),
  async rotate(argv) {
    const rest = argv.filter((argument) => argument !== '--emergency')
    if (rest.length === argv.length) return rotateKeys(configuration(argv, ['emergency']))
    const keys = await rotateKeysInEmergency(configuration(rest))
    print(AFTER_EMERGENCY)
    return keys
  },
  async revoke([id, ...argv]) {
    if (id === undefined || id.startsWith('--'))
      throw new UsageError(['Which key? "countersign keys list" shows their ids: keys revoke KID.'])
    const keys = await revokeKey(configuration(argv), id)
    print(`What ${id} has signed is refused from now on.\n${IT_TAKES_EFFECT}`)
    return keys
  },
}

const isVerb = (word: string): word is keyof typeof USES => Object.hasOwn(USES, word)

export const keysCommand: Command = {
  name: 'keys',
  summary: 'List, rotate or revoke the signing keys',
  help: ([verb = '']) => helpOf(isVerb(verb) ? [USES[verb]] : Object.values(USES)),
  async run([verb, ...argv]) {
    if (verb === undefined) {
      print(helpOf(Object.values(USES)))
      return 2
    }
    if (!isVerb(verb)) throw noVerb('keys', verb, Object.keys(USES))
    for (const key of await verbs[verb](argv)) print(lineOf(key))
    return 0
  },
}

const lineOf = ({ id, algorithm, state, createdAt }: ListedKey): string =>
  `${id}  ${algorithm.padEnd(7)}  ${state.padEnd(8)}  made ${new Date(createdAt).toISOString()}`
