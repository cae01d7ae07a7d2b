/** Says on standard error what is going on: one line that is rewritten on a terminal, a line each elsewhere. */
const { stderr } = process

export function progress(text: string): void {
  stderr.write(stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`)
}

/** A line that stays. */
export function tell(text: string): void {
  stderr.write(stderr.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`)
}
