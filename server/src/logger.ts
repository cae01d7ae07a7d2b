/** The log: JSON lines, or readable ones on a terminal. It gets route templates and ids; secrets are never handed to it. */
import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'

export function createLogger(level: string, stream: NodeJS.WriteStream): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: describeError },
  }
  return stream.isTTY
    ? pino(options, pretty({ destination: stream, sync: true, singleLine: true }))
    : pino(options, stream)
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
  }
}
