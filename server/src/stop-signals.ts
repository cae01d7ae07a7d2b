/**
 * How a process is told to stop, and what it was waiting for when it was. A signal counts from the first moment on: also
 * while a start still waits for something that may never come.
 */
export const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
export type StopSignal = (typeof STOP_SIGNALS)[number]

const LOOK_FOR_PARENT_MS = 500

/**
 * Resolves with the signal that came first. A second one ends the process at once, as if nobody had listened.
 * Under npm, which passes on only some signals, its end counts as one: nobody else would stop what it started.
 */
export function toldToStop({ isUnderNpm }: { readonly isUnderNpm: boolean }): Promise<StopSignal> {
  return new Promise((resolve) => {
    const stop = (signal: StopSignal): void => {
      for (const each of STOP_SIGNALS) process.off(each, stop)
      resolve(signal)
    }
    for (const each of STOP_SIGNALS) process.on(each, stop)
    const parent = process.ppid
    if (!isUnderNpm) return
    const look = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(look)
      stop('SIGHUP')
    }, LOOK_FOR_PARENT_MS)
    look.unref()
  })
}

const waits = new Set<{ readonly what: string }>()

/** Says, for as long as the work goes on, what the process waits for. */
export async function waitingFor<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const wait = { what }
  waits.add(wait)
  try {
    return await work()
  } finally {
    waits.delete(wait)
  }
}

/** A sentence for whoever stopped it. */
export function endedEarly(signal: StopSignal): string {
  const whats = [...waits].map(({ what }) => what)
  const waited = whats.length === 0 ? 'it was at work' : `it waited for ${whats.join(' and ')}`
  return `${signal}: ended before it was done; ${waited}.`
}
