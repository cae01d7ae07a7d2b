/**
 * An issuer for the tests: a real HTTP server on loopback that publishes keys, counts how often it is asked, and
 * misbehaves when told to. Not part of the package.
 */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { claimsOf, headerOf, signToken, type TestKey } from './forge-token.ts'

export type FakeIssuer = Awaited<ReturnType<typeof startIssuer>>

export const SERVICE = '7f1c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11'
export const NOW_SECONDS = 1_800_000_000

export const EXPAND = '/csp/gateway/am/api/auth/token/expand-overflow-claims'

const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

export async function startIssuer(...keys: TestKey[]) {
  const server = createServer((request, response) => {
    issuer.asked.push(request.url!)
    if (request.url === EXPAND) issuer.expand(request, response)
    else issuer.answer(request, response)
  })
  await listenOn(0)
  const { port } = server.address() as AddressInfo

  async function listenOn(wanted: number): Promise<void> {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
  }
  const publish: RequestListener = (_request, response) =>
    response.end(JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }))

  const tellAll: RequestListener = ({ headers }, response) => {
    const { ovl: _, ovl_of: __, ...claims } = claimsIn(headers.authorization!.replace('Bearer ', ''))
    response.end(JSON.stringify({ ...claims, perms: issuer.perms, scope: 'all of it' }))
  }

  const issuer = {
    url: `http://127.0.0.1:${port}`,
    keys,
    /** The URL of every request so far. */
    asked: [] as string[],
    /** What it answers; replace it to misbehave, and put `publish` back to behave. */
    answer: publish,
    publish,
    /** What tokens that overflow have in truth. */
    perms: [] as string[],
    /** What it answers to who asks for them; replace it to misbehave, and put `tellAll` back to behave. */
    expand: tellAll,
    tellAll,
    timesExpanded: () => issuer.asked.filter((url) => url === EXPAND).length,
    token: (key: TestKey, overrides: object = {}) =>
      signToken(key, headerOf(key), claimsOf(issuer.url, SERVICE, NOW_SECONDS, overrides)),
    goAway: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    comeBack: () => listenOn(port),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      if (server.listening) await issuer.goAway()
    },
  }
  return issuer
}
