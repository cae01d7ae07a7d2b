/**
 * Sends a form once at a time and keeps what went wrong beside the fields it concerns.
 * It keeps no answer: a token's value passes through to the caller and nowhere else.
 */
import { ApiError } from '@countersign/api'
import { useRef, useState } from 'react'
import { GateClosed } from '../sessions/gate.ts'

export type Submission = {
  readonly isPending: boolean
  /** What the server, or the form's own check, had against the fields: field path to message. */
  readonly fields: Readonly<Record<string, string>>
  /** Anything else that went wrong. */
  readonly error: unknown
  /** Counts failures, so that the second alike is noticed too. */
  readonly failures: number
  readonly submit: (work: () => Promise<void>) => Promise<void>
  readonly refuse: (fields: Readonly<Record<string, string>>) => void
  readonly reset: () => void
}

type Outcome = Pick<Submission, 'fields' | 'error' | 'failures'>

const FINE: Outcome = { fields: {}, error: undefined, failures: 0 }

/** Which field a refusal is about when only its code tells, and what to say there. */
export type CodeMeanings = Readonly<Record<string, Readonly<Record<string, string>>>>

export function useSubmission(meanings: CodeMeanings = {}): Submission {
  const [isPending, setIsPending] = useState(false)
  const [outcome, setOutcome] = useState(FINE)
  const isBusy = useRef(false)

  const fail = (fields: Readonly<Record<string, string>>, error: unknown): void =>
    setOutcome(({ failures }) => ({ fields, error, failures: failures + 1 }))

  async function submit(work: () => Promise<void>): Promise<void> {
    if (isBusy.current) return
    isBusy.current = true
    setIsPending(true)
    try {
      await work()
      setOutcome(FINE)
    } catch (error) {
      // Whoever declined to sign in knows that nothing was done.
      if (!(error instanceof GateClosed)) fail(fieldsOf(error, meanings), error)
    } finally {
      isBusy.current = false
      setIsPending(false)
    }
  }

  return {
    isPending,
    ...outcome,
    submit,
    refuse: (fields) => fail(fields, undefined),
    reset: () => setOutcome(FINE),
  }
}

function fieldsOf(error: unknown, meanings: CodeMeanings): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) return {}
  return meanings[error.code] ?? error.fields
}

/** The message for a field, whether the server names it or something inside it (`lifetime.amount`). */
export function messageFor(fields: Submission['fields'], name: string): string | undefined {
  const path = Object.keys(fields).find((key) => isAbout(key, name))
  return path === undefined ? undefined : sentence(fields[path] ?? '')
}

/** Messages about none of the named fields: they belong above the button, so that none is lost. */
export const otherMessages = (fields: Submission['fields'], names: readonly string[]): string[] =>
  Object.entries(fields)
    .filter(([path]) => !names.some((name) => isAbout(path, name)))
    .map(([path, message]) => sentence(`${path} ${message}`))

/** The server's words may go on after the field's name ("is missing"). */
const sentence = (words: string): string =>
  words.slice(0, 1).toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? '' : '.')

const isAbout = (path: string, name: string): boolean => path === name || path.startsWith(`${name}.`)
