/** How far long work has come, in one line of a terminal that is written over; nowhere else, and not in the first second. */
const SHOWN_AFTER_MS = 1000
const SHOWN_EVERY_MS = 200
const CLEARED = '\r\u001b[K'

export type Progress = {
  readonly moved: () => void
  /** Prints something where the line stands. */
  readonly beside: (write: () => void) => void
  readonly end: () => void
}

export function showProgress(counts: { readonly bytes: number; readonly found: number }): Progress {
  const { stderr } = process
  const startedAt = performance.now()
  let isShown = false
  let nextAt = stderr.isTTY ? startedAt + SHOWN_AFTER_MS : Infinity
  const clear = (): void => {
    if (isShown) stderr.write(CLEARED)
    isShown = false
  }
  return {
    moved: () => {
      const now = performance.now()
      if (now < nextAt) return
      nextAt = now + SHOWN_EVERY_MS
      const perSecond = counts.bytes / 1e3 / (now - startedAt)
      stderr.write(
        `${CLEARED}${(counts.bytes / 1e6).toFixed(0)} MB, ${perSecond.toFixed(0)} MB/s, ${counts.found} found`,
      )
      isShown = true
    },
    beside: (write) => {
      clear()
      write()
    },
    end: clear,
  }
}
