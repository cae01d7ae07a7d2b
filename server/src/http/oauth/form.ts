/**
 * The body of the endpoints of OAuth: a form and nothing else (RFC 6749, section 3.2). No parameter twice, but those that
 * may be; one without a value counts as left out; nothing in the URL, which ends up in logs.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Parameters } from '../../actions/oauth/issued-tokens.ts'
import { Refusal } from '../../domain/refusal.ts'

const REPEATABLE = ['resource', 'audience']
const MOST_REPEATED = 20
const BODY_LIMIT_BYTES = 64 * 1024

export function parseForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  )
}

/** @throws {Refusal} `request_invalid` */
export function formOf(request: FastifyRequest): Parameters {
  if (request.url.includes('?')) throw invalid('Send every parameter in the body, and none in the URL.')
  if (typeof request.body !== 'string') throw invalid('Send a form: application/x-www-form-urlencoded.')
  return parametersOf([...new URLSearchParams(request.body)])
}

/** @throws {Refusal} `request_invalid` for one that came twice */
export function parametersOf(entries: readonly (readonly [name: string, value: string])[]): Parameters {
  const values = new Map<string, string[]>()
  for (const [name, value] of entries) {
    if (value === '') continue
    refuseLookalike(name)
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else if (!REPEATABLE.includes(name))
      throw invalid(`${shown(name)} is given more than once. Send it once.`)
    else if (known.push(value) > MOST_REPEATED)
      throw invalid(`${name} is given more than ${MOST_REPEATED} times.`)
  }
  return { get: (name) => values.get(name)?.[0], all: (name) => values.get(name) ?? [] }
}

/** What narrows is read or refused: passed over, it would give more than was asked for. */
const LOOKALIKE = /^\s*(?:amp;)?(scope|resource|audience|org_?id)\s*(?:\[.*)?$/is
const READ = [...REPEATABLE, 'scope', 'orgId', 'org_id']

function refuseLookalike(name: string): void {
  if (name.length > 64 || READ.includes(name)) return
  const [, meant] = LOOKALIKE.exec(name) ?? []
  if (meant === undefined) return
  throw invalid(
    `A parameter that looks like ${meant.toLowerCase()} is not read. Write it exactly so, or leave it out.`,
  )
}

/** A name that somebody chose is repeated only where it can hold nothing. */
const shown = (name: string): string => (/^[a-z_]{1,40}$/i.test(name) ? name : 'A parameter')

const invalid = (detail: string): Refusal => new Refusal('request_invalid', { detail })
