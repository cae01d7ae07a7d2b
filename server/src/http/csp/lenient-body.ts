/**
 * Reads what clients of the platform send, whatever they call it: a form or JSON, told apart by their first character,
 * because the Content-Type is missing, wrong or misspelt in too many of them.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'

/** The members of a body or a query by name; only strings count. */
export type Fields = { readonly [name: string]: unknown }

/** Lets every Content-Type in: Fastify would answer 415 to a misspelt one before any parser of ours runs. */
export function acceptAnyContentType(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.headers['content-type'] !== undefined)
      request.headers['content-type'] = 'application/octet-stream'
    done()
  })
}

/** @throws {Refusal} `request_invalid` for JSON that is none, or no object */
export function bodyFields({ body }: Pick<FastifyRequest, 'body'>): Fields {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8').trim() : ''
  if (text === '') return {}
  return text.startsWith('{') || text.startsWith('[')
    ? jsonFields(text)
    : Object.fromEntries(new URLSearchParams(text))
}

/** The first of a parameter that is given several times. */
export const queryFields = ({ query }: Pick<FastifyRequest, 'query'>): Fields =>
  Object.fromEntries(
    Object.entries(query as Record<string, unknown>).map(([name, value]) => [
      name,
      Array.isArray(value) ? value[0] : value,
    ]),
  )

/** A member that is a non-empty string. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function jsonFields(text: string): Fields {
  const value = parsed(text)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject) throw new Refusal('request_invalid', { detail: 'The body is not a JSON object.' })
  return value as Fields
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refusal('request_invalid', { detail: 'The body is not valid JSON.', cause })
  }
}
