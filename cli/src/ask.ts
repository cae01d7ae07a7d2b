/** Asks a question that is answered by yes or no, on a terminal only. Anything but a yes, the end of the input too, is no. */
import { createInterface } from 'node:readline'
import { waitingFor } from '@countersign/server'

/** Not by what is piped in: nobody has read the question. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stdout.isTTY

export async function isYes(question: string): Promise<boolean> {
  process.stdout.write(`${question} (yes or no) `)
  // Without the terminal's raw mode, in which Ctrl+C would be a letter.
  const lines = createInterface({ input: process.stdin, terminal: false })
  try {
    const answer = await waitingFor('an answer', async () => {
      for await (const line of lines) return line
      return ''
    })
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
