/** `countersign keys`: the signing keys of the installation. Works beside a running service, which follows within seconds. */
import { configHelp, listKeys, revokeKey, rotateKeys, rotateKeysInEmergency } from '@countersign/server'
import { asksForHelp, print, UsageError } from './command.js'
import { configuration } from './configuration.js'
const HELP = `countersign keys list                 shows the signing keys
countersign keys rotate               signs with the next key from now on; no verification fails
countersign keys rotate --emergency   the same at once, and removes every key that has signed: all access tokens in
                                      circulation are refused, API tokens stay valid
countersign keys revoke KID           removes a key that does not sign; what it has signed is refused

Where the installation is:
${configHelp()}
`
const IT_TAKES_EFFECT = `The service follows within 5 seconds. Services that check access tokens themselves follow when they fetch the keys
again, with @countersign/verify after about 10 minutes; restarting them is quicker.
`
const AFTER_EMERGENCY = `Every access token in circulation is refused from now on. API tokens are as valid as before: scripts get new access
tokens with their next exchange.
${IT_TAKES_EFFECT}`
const verbs = {
  list: (argv) => listKeys(configuration(argv)),
  async rotate(argv) {
    const rest = argv.filter((argument) => argument !== '--emergency')
    if (rest.length === argv.length) return rotateKeys(configuration(argv))
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
export const keysCommand = {
  name: 'keys',
  summary: 'List, rotate or revoke the signing keys',
  async run([verb, ...argv]) {
    if (verb === undefined || asksForHelp([verb, ...argv])) {
      print(HELP)
      return verb === undefined ? 2 : 0
    }
    const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
    if (act === undefined)
      throw new UsageError([`"keys ${verb}" is no command; there are list, rotate and revoke.`])
    const keys = await act(argv)
    for (const key of keys) print(lineOf(key))
    return 0
  },
}
const lineOf = ({ id, algorithm, state, createdAt }) =>
  `${id}  ${algorithm.padEnd(7)}  ${state.padEnd(8)}  made ${new Date(createdAt).toISOString()}`
