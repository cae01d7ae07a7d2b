/** What a failed call means to the person at the screen, and what they can do. It never shows a status number alone. */
import { ApiError } from '@countersign/api'
import { PageNotLoaded } from '../connection/page-not-loaded.ts'

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

const MISSING: Readonly<Record<string, string>> = {
  api_token_not_found: 'There is no such API token',
  value_not_found: 'There is no such value',
}

const BAD_GATEWAY = new Set([502, 503, 504])

export function wordsOf(error: unknown, isOnline: boolean): ProblemWords {
  if (isOfNetwork(error)) return isOnline ? UNREACHABLE : OFFLINE
  if (error instanceof PageNotLoaded) return PART_MISSING
  if (!(error instanceof ApiError)) {
    return {
      title: 'Something went wrong in this page',
      advice: 'Reload it. If that does not help, tell your operator what you were doing.',
    }
  }
  const { status, code, message, requestId, retryAfterSeconds } = error
  if (code === 'unexpected_answer') return BAD_GATEWAY.has(status) ? NOT_RUNNING : ANSWERED_BY_ANOTHER
  if (status === 403) {
    return { title: 'You may not do this', advice: message, isFinal: true }
  }
  if (status === 404) {
    return {
      title: MISSING[code] ?? 'This is not there, or not there any more',
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
  if (code === 'stopping') {
    return {
      title: 'The server is being stopped or restarted',
      advice: 'Nothing was changed. Try again in a moment.',
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
  return OWN_WORDS[code] ?? { title: message, advice: '' }
}

/** Refusals that tell a program what to do, told to a person. */
const OWN_WORDS: Readonly<Record<string, ProblemWords>> = {
  conflict: {
    title: 'Something else changed this at the same time',
    advice: 'Nothing was changed by you. Reload the page to see how it is now, then decide again.',
  },
  body_too_large: {
    title: 'What you sent is too large',
    advice: 'Nothing was changed. Shorten it, or choose less, and send it again.',
  },
  request_timeout: {
    title: 'Your request took too long to arrive',
    advice: 'The connection may be slow. Nothing was changed; send it again.',
  },
}

/** The server was not there to be asked. */
export const isOfNetwork = (error: unknown): boolean =>
  error instanceof ApiError ? error.status === 0 : error instanceof PageNotLoaded && !error.isServerReachable

const PART_MISSING: ProblemWords = {
  title: 'A part of the console could not be loaded',
  advice:
    'The server is there, but not this part of the console. Try again; if it stays, tell your operator.',
}

const OFFLINE: ProblemWords = {
  title: 'You are offline',
  advice: 'Nothing on this page is lost. When the network is back, try again.',
}

const UNREACHABLE: ProblemWords = {
  title: 'The server could not be reached',
  advice: 'Check your connection and try again. If you were changing something, look whether it was done.',
}

const NOT_RUNNING: ProblemWords = {
  title: 'The server does not answer',
  advice:
    'What stands before it says so: it may be starting, or stopped. Try again in a moment. If you were changing something, look whether it was done.',
}

const ANSWERED_BY_ANOTHER: ProblemWords = {
  title: 'Something else answered in the server’s place',
  advice:
    'It may be a proxy, or the sign-in page of your network. Open this address in another tab to see what it wants, then try again here.',
}
