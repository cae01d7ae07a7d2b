/** What receivers send, read member by member: what is not known is passed over, as SSF wants it; what is known has its type. */
import type { AskedConfiguration } from '../../actions/event-streams/manage-streams.ts'
import type { AskedDelivery } from '../../actions/event-streams/sound-stream.ts'
import { STREAM_STATES, type StreamState } from '../../domain/event-streams/event-stream.ts'
import { Refusal } from '../../domain/refusal.ts'

export type Given = Readonly<Record<string, unknown>>

/** @throws {Refusal} `request_invalid` */
export function objectIn(body: unknown): Given {
  if (isObject(body)) return body
  throw invalid('Send a JSON object.')
}

export function textIn(given: Given, name: string): string | undefined {
  const value = given[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(`${name} must be a text.`, name)
  return value
}

export function streamIdIn(given: Given): string {
  const id = textIn(given, 'stream_id')
  if (id === undefined) throw invalid('Send stream_id.', 'stream_id')
  return id
}

/** Of a query, where everything is a text. */
export const askedStreamId = (query: unknown): string | undefined => textIn(objectIn(query), 'stream_id')

export function configurationIn(given: Given): AskedConfiguration {
  return {
    delivery: deliveryIn(given['delivery']),
    eventsRequested: textsIn(given, 'events_requested'),
    description: nullableTextIn(given, 'description'),
  }
}

function deliveryIn(given: unknown): AskedDelivery | undefined {
  if (given === undefined || given === null) return undefined
  if (!isObject(given)) throw invalid('delivery must be an object.', 'delivery')
  const method = textIn(given, 'method')
  if (method === undefined) throw invalid('delivery.method is missing.', 'delivery')
  return {
    method,
    endpointUrl: nullableTextIn(given, 'endpoint_url'),
    authorization: nullableTextIn(given, 'authorization_header'),
  }
}

const nullableTextIn = (given: Given, name: string): string | null | undefined =>
  given[name] === null ? null : textIn(given, name)

function textsIn(given: Given, name: string): readonly string[] | null | undefined {
  const value = given[name]
  if (value === undefined || value === null) return value
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw invalid(`${name} must be an array of texts.`, name)
}

export function stateIn(given: Given): StreamState {
  const state = STREAM_STATES.find((each) => each === given['status'])
  if (state === undefined) throw invalid(`status must be one of ${STREAM_STATES.join(', ')}.`, 'status')
  return state
}

export function refuseUnlessBoolean(given: Given, name: string): void {
  if (given[name] !== undefined && typeof given[name] !== 'boolean')
    throw invalid(`${name} must be true or false.`, name)
}

const MOST_ACKNOWLEDGED = 1000
const LONGEST_ID = 200

export type GivenPoll = {
  readonly acknowledged: readonly string[]
  readonly errors: ReadonlyMap<string, string>
  readonly maxEvents: number | undefined
  readonly returnsImmediately: boolean
}

export function pollIn(given: Given): GivenPoll {
  refuseUnlessBoolean(given, 'returnImmediately')
  const { maxEvents } = given
  if (maxEvents !== undefined && !(Number.isSafeInteger(maxEvents) && (maxEvents as number) >= 0))
    throw invalid('maxEvents must be a whole number from 0.', 'maxEvents')
  const acknowledged = textsIn(given, 'ack') ?? []
  const errors = errorsIn(given['setErrs'])
  if (acknowledged.length + errors.size > MOST_ACKNOWLEDGED)
    throw invalid(`ack and setErrs may name ${MOST_ACKNOWLEDGED} events at a time.`, 'ack')
  if ([...acknowledged, ...errors.keys()].some((id) => id.length > LONGEST_ID))
    throw invalid('ack and setErrs name events by their jti.', 'ack')
  return {
    ...{ acknowledged, errors, maxEvents: maxEvents as number | undefined },
    returnsImmediately: given['returnImmediately'] === true,
  }
}

function errorsIn(given: unknown): Map<string, string> {
  if (given === undefined || given === null) return new Map()
  if (!isObject(given)) throw invalid('setErrs must be an object.', 'setErrs')
  return new Map(
    Object.entries(given).map(([jti, error]) => {
      if (!isObject(error) || typeof error['err'] !== 'string')
        throw invalid('setErrs says of each event what is wrong with it, in err.', 'setErrs')
      const { err, description } = error
      const said = typeof description === 'string' ? `${err}: ${description}` : err
      return [jti, `the receiver says ${said}`.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 300)]
    }),
  )
}

const isObject = (given: unknown): given is Given =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

const invalid = (detail: string, field?: string): Refusal =>
  new Refusal('request_invalid', { detail, ...(field !== undefined && { fields: { [field]: detail } }) })
