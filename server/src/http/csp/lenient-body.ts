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
  const text = body instanceof Uint8Array ? textOf(body).trim() : ''
  if (text === '') return {}
  return text.startsWith('{') || text.startsWith('[') ? jsonFields(text) : formFields(text)
}

/** Of a parameter that is given several times, the first, as in a form. */
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

/** Text that is not UTF-8 would be stored as something else than what was meant. */
function textOf(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new Refusal('request_invalid', { detail: 'The body is not valid UTF-8.' })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The last entry of a name wins here, so the first one comes last. */
const formFields = (text: string): Fields => Object.fromEntries([...new URLSearchParams(text)].reverse())

function jsonFields(text: string): Fields {
  const value = jsonOf(text, 'The body')
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject) throw new Refusal('request_invalid', { detail: 'The body is not a JSON object.' })
  return value as Fields
}

/** The parser's error is dropped: it quotes the text, which may hold a token, and would be logged. */
export function jsonOf(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('request_invalid', { detail: `${place} is not valid JSON.` })
  }
}
