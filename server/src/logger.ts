/** The log: JSON lines, or readable ones on a terminal. It gets route templates and ids; secrets are never handed to it. */
import { pino, type Logger } from 'pino'

export async function createLogger(level: string, stream: NodeJS.WriteStream): Promise<Logger> {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: describeError },
  }
  if (!stream.isTTY) return pino(options, gathering(stream))
  const { default: pretty } = await import('pino-pretty')
  return pino(options, pretty({ destination: stream, sync: true, singleLine: true }))
}

const GATHER_FOR_MS = 20
const GATHER_CHARACTERS = 16 * 1024

/** Writes what comes within a moment at once: under load, a system call for each line is felt in every answer. */
function gathering(stream: NodeJS.WritableStream): { write(line: string): void } {
  let gathered = ''
  const flush = (): void => {
    if (gathered === '') return
    const lines = gathered
    gathered = ''
    stream.write(lines)
  }
  process.on('exit', flush)
  return {
    write(line) {
      if (gathered === '') setTimeout(flush, GATHER_FOR_MS).unref()
      gathered += line
      if (gathered.length >= GATHER_CHARACTERS) flush()
    },
  }
}

/** Only what an error always has: drivers hang whole rows on theirs. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = (error as { code?: unknown }).code
  return {
    type: name,
    message,
    ...(code !== undefined && { code: String(code) }),
    stack,
    ...(cause !== undefined && { cause: describeError(cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(describeError) }),
  }
}
