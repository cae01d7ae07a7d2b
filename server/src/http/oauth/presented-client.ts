/**
 * Where a request says which OAuth app it is from: Basic, the body, or an assertion, and only one of them
 * (RFC 6749, section 2.3; RFC 7521, section 4.2).
 */
import type { FastifyRequest } from 'fastify'
import type { PresentedClient } from '../../actions/oauth/authenticate-client.ts'
import type { Parameters } from '../../actions/oauth/issued-tokens.ts'
import { Refusal } from '../../domain/refusal.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Undefined when the request names no app.
 * @throws {Refusal} `request_invalid` for two ways at once, `client_invalid` for a Basic header that can't be read
 */
export function presentedClient(
  { headers }: Pick<FastifyRequest, 'headers'>,
  parameters: Pick<Parameters, 'get'>,
): PresentedClient | undefined {
  const basic = basicOf(headers.authorization)
  const [id, secret, assertion] = ['client_id', 'client_secret', 'client_assertion'].map(parameters.get)
  const ways = [basic, secret, assertion].filter((way) => way !== undefined)
  if (ways.length > 1) throw invalid('Say who you are in one way: Basic, client_secret, or client_assertion.')
  if (basic !== undefined) {
    if (id !== undefined && id !== basic.id) throw invalid('client_id differs from the one in Authorization.')
    return basic.secret === '' ? { by: 'nothing', id: basic.id } : { by: 'secret', ...basic }
  }
  if (assertion !== undefined) {
    if (parameters.get('client_assertion_type') !== JWT_BEARER)
      throw invalid(`client_assertion_type must be ${JWT_BEARER}.`)
    return { by: 'assertion', id, assertion }
  }
  if (id === undefined) {
    if (secret !== undefined) throw invalid('client_secret comes with client_id. Send both.')
    return undefined
  }
  return secret === undefined ? { by: 'nothing', id } : { by: 'secret', id, secret }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** RFC 7617, with name and password each encoded as in a form (RFC 6749, section 2.3.1). */
function basicOf(header: string | undefined): { id: string; secret: string } | undefined {
  const [, encoded] = /^basic +(.*)$/i.exec(header ?? '') ?? []
  if (encoded === undefined) return undefined
  const text = BASE64.test(encoded) ? decodedUtf8(Buffer.from(encoded, 'base64')) : undefined
  const colonAt = text?.indexOf(':') ?? -1
  if (text === undefined || colonAt < 1) throw unreadable()
  const [id, secret] = [text.slice(0, colonAt), text.slice(colonAt + 1)].map(formDecoded)
  if (id === undefined || secret === undefined) throw unreadable()
  return { id, secret }
}

function decodedUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const unreadable = (): Refusal =>
  new Refusal('client_invalid', { detail: 'The Basic header can’t be read. Write it as RFC 7617 says.' })
const invalid = (detail: string): Refusal => new Refusal('request_invalid', { detail })
