/** Whether a request is one that the description allows, and whether an answer is one that it promises. */
import assert from 'node:assert/strict'
import { faultOf, isValid, type Operation } from './described.ts'
import { told, type Answer, type Sent } from './target.ts'

/** `unclear` where the description says nothing: byte order marks, charsets, size in bytes, lengths that lie. */
export type Verdict = 'allowed' | 'not allowed' | 'unclear'

export function verdictOf(operation: Operation, sent: Sent): Verdict {
  const verdicts = [urlVerdict(operation, sent), bodyVerdict(operation, sent)]
  if (verdicts.includes('not allowed')) return 'not allowed'
  return verdicts.includes('unclear') ? 'unclear' : 'allowed'
}

function urlVerdict({ path, params, query }: Operation, { url }: Sent): Verdict {
  const { pathname, search } = new URL(url, 'http://localhost')
  const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]*)')}$`)
  const given = pattern.exec(pathname)
  if (!given) return 'not allowed'
  for (const [name, schema] of Object.entries(params)) {
    const value = decoded(given.groups![name]!)
    if (value === undefined || !isValid(schema, value)) return 'not allowed'
  }
  const pairs = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
  const names = pairs.map((pair) => pair.split('=', 1)[0]!)
  if (new Set(names).size < names.length) return 'not allowed'
  for (const pair of pairs) {
    const [name = ''] = pair.split('=', 1)
    const plain = decoded(name) ?? ''
    const schema = Object.hasOwn(query, plain) ? query[plain] : undefined
    const text = decoded(pair.slice(name.length + 1).replaceAll('+', ' '))
    if (!schema || text === undefined || !isValid(schema, numberOf(text))) return 'not allowed'
  }
  return 'allowed'
}

const numberOf = (text: string): unknown => (/^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : text)

function bodyVerdict({ method, body: schema }: Operation, { headers, body }: Sent): Verdict {
  // HTTP gives it no meaning (RFC 9110, section 9.3.1): nothing reads it.
  if (method === 'GET') return 'allowed'
  const bytes = Buffer.from(body ?? '')
  const type = headers['content-type'] ?? ''
  const [essence = ''] = type.split(';', 1)
  const isJson = essence.trim().toLowerCase() === 'application/json'
  if (!schema && bytes.length === 0) return type === '' || isJson ? 'allowed' : 'unclear'
  if (!schema || !isJson || bytes.length === 0) return 'not allowed'
  if (!isAsUsual(type) || bytes.length > 200_000 || bytes.subarray(0, 3).equals(Buffer.from('\ufeff')))
    return 'unclear'
  const value = jsonOf(bytes)
  return value !== undefined && isValid(schema, value) ? 'allowed' : 'not allowed'
}

const isAsUsual = (type: string): boolean => /^application\/json *(; *charset=utf-8)?$/i.test(type)

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    return undefined
  }
}

/** The status is one that is listed, the body is of the type and the shape that is given for it, and nothing more. */
export function assertDescribed({ responses }: Operation, sent: Sent, answer: Answer): void {
  const { status, headers, text, body } = answer
  const context = told(sent, answer)
  const response = responses[status] ?? responses[`${Math.floor(status / 100)}XX`]
  assert.ok(response, `this status is not described\n${context}`)
  const [content] = Object.entries(response.content ?? {})
  if (!content || status === 204) return assert.equal(text, '', context)
  const [type, { schema }] = content
  assert.equal(String(headers['content-type']).split(';')[0], type, context)
  const fault = faultOf(schema, body)
  assert.equal(fault, undefined, `${fault}\n${context}`)
}
