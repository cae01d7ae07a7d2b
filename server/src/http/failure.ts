/** Turns whatever was thrown into what may be told: a refusal as it is, a framework's refusal as ours, all else a 500. */
import type { FastifyError } from 'fastify'
import { Refusal } from '../domain/refusal.ts'
import { fieldsOf, sentenceOf } from './invalid-request.ts'

export type Failure = {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly fields: Readonly<Record<string, string>> | undefined
  readonly retryAfterSeconds: number | undefined
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return error
  const { code = '', statusCode = 500, validation } = error as Partial<FastifyError>
  if (validation) {
    const fields = fieldsOf(validation)
    return new Refusal('request_invalid', { detail: sentenceOf(fields), fields })
  }
  if (statusCode === 413) return new Refusal('body_too_large')
  if (statusCode === 415) return new Refusal('media_type_unsupported')
  if (statusCode >= 400 && statusCode < 500) {
    return new Refusal('request_invalid', { detail: UNREADABLE[code] })
  }
  return {
    status: 500,
    code: 'internal',
    title: 'Something went wrong',
    detail: INTERNAL,
    fields: undefined,
    retryAfterSeconds: undefined,
  }
}

const INTERNAL =
  'This is a fault of the server. Try again; if it stays so, tell whoever runs it the request id.'

/** Never the framework's own words: they repeat the URL, and with it a token that someone put there. */
const UNREADABLE: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The URL is not well-formed: write a percent sign as %25.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH:
    'The body is longer or shorter than Content-Length says. Send the two alike.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is longer than any id. Check it.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'There is a content type and no body. Send a body, or no content type.',
}
