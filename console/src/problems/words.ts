/** What a failed call means to the person at the screen, and what they can do. It never shows a status number alone. */
import { ApiError } from '@countersign/api'

export type ProblemWords = {
  readonly title: string
  readonly advice: string
  /** Finds the request in the server's log; only where nobody else can say more. */
  readonly requestId?: string | undefined
  /** Trying again would end the same. */
  readonly isFinal?: boolean
  /** How long the server asked to be left alone. */
  readonly waitSeconds?: number | undefined
}

export function wordsOf(error: unknown): ProblemWords {
  if (!(error instanceof ApiError)) {
    return {
      title: 'Something went wrong in this page',
      advice: 'Reload it. If that does not help, tell your operator what you were doing.',
    }
  }
  const { status, message, requestId, retryAfterSeconds } = error
  if (status === 0) return unreachable()
  if (status === 403) {
    return { title: 'You may not do this', advice: message, isFinal: true }
  }
  if (status === 404) {
    return {
      title: message,
      advice: 'The address may be mistyped, or it belongs to someone else: only its owner can open it.',
      isFinal: true,
    }
  }
  if (status === 429) {
    return {
      title: 'Too many attempts',
      advice: 'Wait a little, then try again. Nothing was changed.',
      waitSeconds: retryAfterSeconds,
    }
  }
  if (status === 503) {
    return {
      title: 'The service is not available at the moment',
      advice: 'It could not reach its database. Nothing was changed; try again in a moment.',
      waitSeconds: retryAfterSeconds,
    }
  }
  if (status >= 500) {
    return {
      title: 'The server failed',
      advice: 'This is a fault of ours, not of what you entered. Try again; if it stays, tell your operator.',
      requestId,
    }
  }
  return { title: message, advice: '' }
}

function unreachable(): ProblemWords {
  if (!navigator.onLine) {
    return { title: 'You are offline', advice: 'Connect to the network, then try again.' }
  }
  return {
    title: 'The server could not be reached',
    advice: 'Check your connection and try again. If you were changing something, look whether it was done.',
  }
}
