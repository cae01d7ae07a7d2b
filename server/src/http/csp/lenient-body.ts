/**
 * Reads what clients of the platform send, whatever they call it: a form or JSON, told apart by their first character,
 * because the Content-Type is missing, wrong or misspelt in too many of them.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal, type RefusalCode } from '../../domain/refusal.ts'
import { namesMemberTwice } from '../unique-members.ts'

/** The members of a body or a query in the order they came; those of a form may come twice. */
export type Entries = readonly (readonly [name: string, value: unknown])[]

/** The same by name: of those that came twice, the first. */
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

/** @throws {Refusal} `request_invalid` for a body that is neither a form nor a JSON object */
export function bodyEntries({ body }: Pick<FastifyRequest, 'body'>): Entries {
  const text = body instanceof Uint8Array ? textOf(body).trim() : ''
  if (text === '') return []
  return text.startsWith('{') || text.startsWith('[') ? jsonEntries(text) : formEntries(text)
}

export const queryEntries = ({ query }: Pick<FastifyRequest, 'query'>): Entries =>
  Object.entries(query as Record<string, unknown>).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((each: unknown) => [name, each] as const) : [[name, value] as const],
  )

/** The last entry of a name wins here, so the first one comes last. */
export const fieldsOf = (entries: Entries): Fields => Object.fromEntries(entries.toReversed())

export const bodyFields = (request: Pick<FastifyRequest, 'body'>): Fields => fieldsOf(bodyEntries(request))
export const queryFields = (request: Pick<FastifyRequest, 'query'>): Fields => fieldsOf(queryEntries(request))

/** A member that is a non-empty string. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** @throws {Refusal} `request_invalid` */
export function searchTermIn(query: Fields, name: string): string {
  const term = textField(query, name)
  if (term !== undefined && term.length <= LONGEST_TERM) return term
  throw new Refusal('request_invalid', { detail: `${name} must be 1 to ${LONGEST_TERM} characters.` })
}

const LONGEST_TERM = 100

/** Text that is not UTF-8 would be stored as something else than what was meant. */
function textOf(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new Refusal('request_invalid', { detail: 'The body is not valid UTF-8. Send it in that encoding.' })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A form has no line breaks: `multipart/form-data` and the like would be read as names that nobody knows. */
function formEntries(text: string): Entries {
  if (/[\r\n]/.test(text))
    throw new Refusal('request_invalid', {
      detail: 'The body is neither a form nor JSON. Send one of the two.',
    })
  return [...new URLSearchParams(text)]
}

function jsonEntries(text: string): Entries {
  const value = jsonOf(text, 'The body')
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject) throw new Refusal('request_invalid', { detail: 'The body is not a JSON object. Send one.' })
  return Object.entries(value)
}

/** @throws {Refusal} without the parser's error: it quotes the text, which may hold a token, and would be logged */
export function jsonOf(text: string, place: string, code: RefusalCode = 'request_invalid'): unknown {
  const refuse = (what: string): Refusal => new Refusal(code, { detail: `${place} ${what}` })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('is not valid JSON.')
  }
  if (namesMemberTwice(text, value)) throw refuse('names a member twice. Name each once.')
  return value
}
