/** Calls any endpoint of the contract with its types. Used by the console and the command line; keeps no state. */
import type { AnswerOf, BodyOf, Endpoint, ParamsOf, QueryOf } from './endpoint.ts'
import type { Problem } from './problem.ts'

export type ClientOptions = {
  /** Where the server is, with its path prefix and without a final slash; empty for the page's own origin. */
  readonly baseUrl: string
  /** Sent with every call, for instance `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fetch?: typeof globalThis.fetch
}

type Given<Name extends string, Part> = Part extends undefined
  ? { readonly [Key in Name]?: undefined }
  : { readonly [Key in Name]: Part }
export type CallInput<Row extends Endpoint> = Given<'params', ParamsOf<Row>> &
  (QueryOf<Row> extends undefined
    ? { readonly query?: undefined }
    : { readonly query?: Partial<QueryOf<Row>> }) &
  Given<'body', BodyOf<Row>> & {
    readonly signal?: AbortSignal
    /** The `etag` of what was read: another version than that is not changed. */
    readonly ifMatch?: string
  }

/** What can be edited comes with the name of its version. */
export type Editable<Answer> = Answer & { readonly etag: string }
type Answered<Row> = Row extends { readonly editable: readonly string[] }
  ? Editable<AnswerOf<Row>>
  : AnswerOf<Row>

export type Client = <Row extends Endpoint>(row: Row, input: CallInput<Row>) => Promise<Answered<Row>>

/**
 * The server said no, or could not be reached (`code` is then `unreachable` and `status` 0), or something in between
 * answered in its place (`unexpected_answer`, with the status that it gave).
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly fields: Readonly<Record<string, string>>
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(status: number, problem: Partial<Problem>, retryAfterSeconds?: number, cause?: unknown) {
    super(problem.detail ?? problem.title ?? 'The server could not be reached.', { cause })
    this.status = status
    this.code = problem.code ?? 'unreachable'
    this.fields = problem.fields ?? {}
    this.requestId = problem.requestId
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/**
 * A client of `/api/v1`.
 * @throws {ApiError} from every call that does not end as the contract says
 * @example const { items } = await client(listApiTokens, { params: { organizationId } })
 */
export function createClient({ baseUrl, headers, fetch = globalThis.fetch }: ClientOptions): Client {
  return async (row, { params, query, body, signal, ifMatch }) => {
    const response = await fetch(baseUrl + pathOf(row.path, params ?? {}) + searchOf(query ?? {}), {
      method: row.method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      credentials: 'same-origin',
    }).catch(unreachable)
    // The connection may also end in the middle of the answer.
    const answer = readAnswer(await response.text().catch(unreachable), response.status)
    if (answer === UNREADABLE) throw new ApiError(response.status, UNEXPECTED, retryAfter(response))
    if (!response.ok) throw new ApiError(response.status, problemOf(answer), retryAfter(response))
    return (row.editable ? { ...(answer as object), etag: response.headers.get('etag') } : answer) as never
  }
}

function unreachable(cause: unknown): never {
  throw new ApiError(0, {}, undefined, cause)
}

const pathOf = (template: string, params: object): string =>
  template.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  )

function searchOf(query: object): string {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  ).toString()
  return search === '' ? '' : `?${search}`
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after'))
  return seconds > 0 ? seconds : undefined
}

/** A proxy in between may answer with a page of its own: to a call that failed, or in the place of an answer. */
const UNEXPECTED = {
  title: 'Something else than the server answered: it was not JSON.',
  code: 'unexpected_answer',
}
const UNREADABLE = Symbol('unreadable')

function readAnswer(text: string, status: number): unknown {
  if (status === 204) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return UNREADABLE
  }
}

/** Every refusal of ours has a code; what has none was not said by our server. */
function problemOf(answer: unknown): Partial<Problem> {
  const isOurs = typeof answer === 'object' && answer !== null && 'code' in answer
  return isOurs ? (answer as Partial<Problem>) : UNEXPECTED
}
