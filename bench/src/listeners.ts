/**
 * Many verifiers in a process of their own, each with a feed of its own: told an access token, it says when the last of
 * them accepted it, and then how long after a moment each of them refused it.
 */
import { createVerifier, VerifyError, type Verifier } from '@countersign/verify'

export type ListenersStart = {
  readonly issuer: string
  /** Where each connects: the first to the first, and so on, round and round. */
  readonly addresses: readonly string[]
  readonly audience: string
  readonly feedToken: string
  readonly count: number
}
export type ListenersAsk =
  | { readonly kind: 'start'; readonly start: ListenersStart }
  | { readonly kind: 'accept'; readonly accessToken: string }
  /** `at` in milliseconds since the epoch, with fractions. */
  | { readonly kind: 'refuse'; readonly at: number }
  | { readonly kind: 'memory' }
export type ListenersAnswer = { readonly delaysMs?: readonly number[]; readonly heapMb?: number }

const GIVE_UP_MS = 20_000
const verifiers: Verifier[] = []
let accessToken = ''

const now = (): number => performance.timeOrigin + performance.now()
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

function start({ issuer, addresses, audience, feedToken, count }: ListenersStart): void {
  for (let index = 0; index < count; index++) {
    const address = addresses[index % addresses.length]!
    verifiers.push(
      createVerifier({
        ...{ issuer, audience },
        fetch: (url, init) => fetch(String(url).replace(issuer, address), init),
        revocation: { feed: { token: feedToken } },
      }),
    )
  }
}

/** A few at a time: a thousand that connect at once measure something else. */
async function accept(): Promise<void> {
  for (let from = 0; from < verifiers.length; from += 50)
    await Promise.all(verifiers.slice(from, from + 50).map((each) => each.verify(accessToken)))
}

async function refuse(at: number): Promise<number[]> {
  const delays: number[] = []
  let waiting = [...verifiers]
  while (waiting.length > 0) {
    const accepted: Verifier[] = []
    for (const each of waiting) {
      try {
        await each.verify(accessToken)
        accepted.push(each)
      } catch (error) {
        if (!(error instanceof VerifyError) || error.code !== 'token_revoked') throw error
        delays.push(Math.max(0, now() - at))
      }
    }
    waiting = accepted
    if (now() - at > GIVE_UP_MS) throw new Error(`${waiting.length} have not heard of it`)
    await turn()
  }
  return delays
}

function heapMb(): number {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return (heapUsed + external + arrayBuffers) / 2 ** 20
}

async function answer(asked: ListenersAsk): Promise<ListenersAnswer> {
  if (asked.kind === 'start') start(asked.start)
  if (asked.kind === 'accept') {
    ;({ accessToken } = asked)
    await accept()
  }
  if (asked.kind === 'refuse') return { delaysMs: await refuse(asked.at) }
  return { heapMb: heapMb() }
}

process.on('message', (asked: ListenersAsk) => {
  void answer(asked).then((answered) => process.send!(answered))
})
// Kept alive by who started it alone.
process.channel?.ref()
process.send!('ready')
