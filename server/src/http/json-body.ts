/** Reads a JSON body strictly: valid UTF-8 (RFC 8259), no `__proto__`, no member twice. An empty one is no body. */
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../domain/refusal.ts'
import { namesMemberTwice } from './unique-members.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function parseStrictJson(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) {
      done(null, undefined)
      return
    }
    const text = decoded(body)
    if (text === undefined)
      done(
        new Refusal('request_invalid', { detail: 'The body is not valid UTF-8. Send it in that encoding.' }),
      )
    else {
      void parseJson(request, text, (error, value: unknown) => {
        if (error) done(notJson())
        else done(namesMemberTwice(text, value) ? new Refusal('request_invalid', TWICE) : null, value)
      })
    }
  })
}

function decoded(body: Buffer): string | undefined {
  try {
    return utf8.decode(body)
  } catch {
    return undefined
  }
}

/** Without the parser's error: it quotes the body around the fault, and a body may hold a password. */
const notJson = (): Refusal =>
  new Refusal('request_invalid', { detail: 'The body is not valid JSON. Check quotes, commas and brackets.' })

const TWICE = { detail: 'The body names a member twice. Name each once.' }
