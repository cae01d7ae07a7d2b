/** Reads a services file, or standard input, as text; what is wrong with it is told with its place, a line for each. */
import { createReadStream } from 'node:fs'
import { inWords, ServicesFileProblems, waitingFor } from '@countersign/server'

const MOST_BYTES = 5_000_000
const MOST_PROBLEMS = 200

export const fileInWords = (path: string): string => (path === '-' ? 'standard input' : path)

export async function servicesFileText(path: string): Promise<string> {
  const name = fileInWords(path)
  const bytes = await waitingFor(name, () => bytesOf(path))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Error(`${name} is not valid UTF-8. Save it in that encoding.`, { cause })
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of path === '-' ? process.stdin : createReadStream(path)) {
      parts.push(part as Buffer)
      size += (part as Buffer).length
      if (size > MOST_BYTES) break
    }
  } catch (cause) {
    throw new Error(inWords(cause, path), { cause })
  }
  if (size <= MOST_BYTES) return Buffer.concat(parts)
  throw new Error(
    `${fileInWords(path)} has more than ${MOST_BYTES / 1_000_000} MB. Divide it: services that a file does not mention are left alone.`,
  )
}

export function problemsInWords({ problems }: ServicesFileProblems, path: string): string[] {
  const lines = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ line, column, sentence }) => `${fileInWords(path)}:${line}:${column}: ${sentence}`)
  const more = problems.length - lines.length
  return [...lines, ...(more > 0 ? [`… and ${more} more.`] : [])]
}
