/** Says on standard error what is going on: one line that is rewritten on a terminal, now and then a line elsewhere. */
const { stderr } = process

const LINE_EVERY_MS = 1_500
let lastLineAt = 0

export function progress(text: string): void {
  if (stderr.isTTY) return void stderr.write(`\r\x1b[K${text}`)
  const now = performance.now()
  if (now - lastLineAt < LINE_EVERY_MS) return
  lastLineAt = now
  stderr.write(`${text}\n`)
}

/** A line that stays. */
export const tell = (text: string): void =>
  void stderr.write(stderr.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`)
