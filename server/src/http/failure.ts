/** Turns whatever was thrown into what may be told: a refusal as it is, a framework's refusal as ours, all else a 500. */
import type { FastifyError } from 'fastify'
import { Refusal } from '../domain/refusal.ts'

export type Failure = {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string | undefined
  readonly fields: Readonly<Record<string, string>> | undefined
  readonly retryAfterSeconds: number | undefined
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return error
  const { statusCode, validation } = error as Partial<FastifyError>
  if (validation)
    return new Refusal('request_invalid', { detail: sentenceOf(validation), fields: fieldsOf(validation) })
  if (statusCode === 413) return new Refusal('body_too_large', { detail: 'Send less.' })
  if (statusCode === 415) return new Refusal('media_type_unsupported', { detail: 'Send application/json.' })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Refusal('request_invalid', { detail: (error as Error).message })
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

const INTERNAL = 'This is a fault of the server. Its log has the request id.'

type Problems = NonNullable<FastifyError['validation']>

const sentenceOf = (problems: Problems): string => {
  const fields = fieldsOf(problems)
  return Object.entries(fields)
    .map(([field, message]) => `${field || 'The request'} ${message}.`)
    .join(' ')
}

/** `/scopes/services/0/serviceId` becomes `scopes.services.0.serviceId`. */
function fieldsOf(problems: Problems): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const { instancePath, keyword, params, message } of problems) {
    const path = instancePath.split('/').slice(1)
    const { missingProperty, additionalProperty } = params as {
      missingProperty?: string
      additionalProperty?: string
    }
    const field = [...path, missingProperty ?? additionalProperty]
      .filter((part) => part !== undefined)
      .join('.')
    fields[field] ??= REASONS[keyword] ?? message ?? 'is not valid'
  }
  return fields
}

/** What Ajv says is for programmers; these are for people. */
const REASONS: Readonly<Record<string, string>> = {
  required: 'is missing',
  additionalProperties: 'is not known here',
  pattern: 'has characters that are not allowed, or white space around it',
  format: 'is not written as it must be',
  uniqueItems: 'has the same item twice',
}
