/** Services that check access tokens by the key document of one server each, as any service would, and remember what they fetched. */
import { COMPATIBLE } from '../../server/testing/requests.ts'
import { send } from './real-requests.ts'

type At = { readonly address: string }

export type Service = {
  /** The code of what was wrong with it; undefined when it was accepted. */
  refusalOf(accessToken: string): Promise<string | undefined>
  /** The ids of the keys in the last document that it fetched. */
  knownKeys(): readonly string[]
}

/** The part of `@countersign/verify` that is needed; a test gives it. */
type Verifier = { verify(accessToken: string): Promise<unknown> }
type Make = (options: { readonly jwksUri: string; readonly fetch: typeof fetch }) => Verifier

const KEYS = `${COMPATIBLE}/auth/token-public-key?format=jwks`

const idsIn = (document: string): string[] =>
  (JSON.parse(document) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)

/** The ids of the published keys, the one that signs first. */
export const publishedKeys = async (at: At): Promise<string[]> => idsIn((await send(at, 'GET', KEYS)).text)

export function serviceBehind(at: At, make: Make): Service {
  let known: readonly string[] = []
  const verifier = make({
    jwksUri: at.address + KEYS,
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      known = idsIn(await response.clone().text())
      return response
    },
  })
  return {
    refusalOf: (accessToken) =>
      verifier.verify(accessToken).then(
        () => undefined,
        (error: { code?: string }) => error.code ?? String(error),
      ),
    knownKeys: () => known,
  }
}
