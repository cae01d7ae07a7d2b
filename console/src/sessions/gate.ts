/**
 * Where a refused call waits while the person signs in, and goes on afterwards. One question at a time for the whole
 * page, however many calls wait behind it. It shows nothing itself: `gate-dialog.tsx` does.
 */

/** The session has ended, or it is too old for what was asked. */
export type GateQuestion = 'ended' | 'old'

type Waiting = {
  readonly question: GateQuestion
  readonly answered: Promise<void>
  readonly open: () => void
  readonly close: () => void
}

let waiting: Waiting | undefined
const listeners = new Set<() => void>()

export class GateClosed extends Error {
  override readonly name = 'GateClosed'
}

export function waitAtGate(question: GateQuestion): Promise<void> {
  // An ended session is the graver of the two: it takes over the dialog, and answering it answers both.
  if (waiting && (waiting.question === question || waiting.question === 'ended')) return waiting.answered
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const before = waiting
  waiting = {
    question,
    answered: promise,
    open: () => {
      resolve()
      before?.open()
    },
    close: () => {
      reject(new GateClosed())
      before?.close()
    },
  }
  announce()
  return promise
}

export const openGate = (): void => settle('open')

/** Every waiting call fails with `GateClosed`. */
export const closeGate = (): void => settle('close')

export const currentQuestion = (): GateQuestion | undefined => waiting?.question

export function watchGate(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function settle(how: 'open' | 'close'): void {
  const settled = waiting
  waiting = undefined
  settled?.[how]()
  announce()
}

function announce(): void {
  for (const listener of listeners) listener()
}
