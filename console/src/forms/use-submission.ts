/**
 * Sends a form once at a time and keeps what went wrong beside the fields it concerns, for as long as it is wrong.
 * It keeps no answer: a token's value passes through to the caller and nowhere else.
 */
import { ApiError } from '@countersign/api'
import { useRef, useState } from 'react'
import { GateClosed } from '../sessions/gate.ts'

export type Submission = {
  readonly isPending: boolean
  /** What the server, or the form's own check, has against the fields: field path to message. */
  readonly fields: Messages
  /** Anything else that went wrong. */
  readonly error: unknown
  /** Counts failures, so that the second alike is noticed too. */
  readonly failures: number
  /** Does the work, unless the form itself has something against the answers. */
  readonly submit: (work: () => Promise<void>) => Promise<void>
  readonly reset: () => void
}

type Messages = Readonly<Record<string, string>>
type Answers = Readonly<Record<string, unknown>>

type Asked = {
  /** The present answers by field: what the server has against one goes when it is changed. */
  readonly answers?: Answers
  /** What the form itself has against the present answers: told once it was sent, and gone when it is right. */
  readonly wrong?: Messages
  /** Which field a refusal is about when only its code tells, and what to say there. */
  readonly meanings?: Readonly<Record<string, Messages>>
}

type Outcome = {
  readonly fields: Messages
  readonly error: unknown
  readonly failures: number
  /** The answers that the server refused; undefined when the form's own check did. */
  readonly refused: Answers | undefined
}

const FINE: Outcome = { fields: {}, error: undefined, failures: 0, refused: undefined }

export function useSubmission({ answers = {}, wrong = {}, meanings = {} }: Asked = {}): Submission {
  const [isPending, setIsPending] = useState(false)
  const [outcome, setOutcome] = useState(FINE)
  const isBusy = useRef(false)

  const fail = (failed: Omit<Outcome, 'failures'>): void =>
    setOutcome(({ failures }) => ({ ...failed, failures: failures + 1 }))

  async function submit(work: () => Promise<void>): Promise<void> {
    if (isBusy.current) return
    if (Object.keys(wrong).length > 0) return fail({ fields: wrong, error: undefined, refused: undefined })
    isBusy.current = true
    setIsPending(true)
    try {
      await work()
      setOutcome(FINE)
    } catch (error) {
      // Whoever declined to sign in knows that nothing was done.
      if (!(error instanceof GateClosed)) fail({ fields: fieldsOf(error, meanings), error, refused: answers })
    } finally {
      isBusy.current = false
      setIsPending(false)
    }
  }

  const fields = stillWrong(outcome, answers, wrong)
  const isAllRight = Object.keys(outcome.fields).length > 0 && Object.keys(fields).length === 0
  return {
    isPending,
    fields,
    error: isAllRight ? undefined : outcome.error,
    failures: outcome.failures,
    submit,
    reset: () => setOutcome(FINE),
  }
}

function stillWrong({ fields, refused }: Outcome, answers: Answers, wrong: Messages): Messages {
  const left = Object.entries(fields).flatMap(([path, message]) => {
    if (!refused) return wrong[path] === undefined ? [] : [[path, wrong[path]]]
    const [name = ''] = path.split('.')
    return Object.is(answers[name], refused[name]) ? [[path, message]] : []
  })
  return Object.fromEntries(left) as Messages
}

function fieldsOf(error: unknown, meanings: Readonly<Record<string, Messages>>): Messages {
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
