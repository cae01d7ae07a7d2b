/** One row of the HTTP contract. */
import type { Static, TSchema } from 'typebox'

export type Endpoint = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for parameters. */
  readonly path: string
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** 200 unless said otherwise. */
  readonly status?: 200 | 201 | 204
  readonly answer?: TSchema
  /** The members of the answer that a change puts in place: its ETag is of these, and a change heeds If-Match. */
  readonly editable?: readonly string[]
  /** It changes nothing, whatever its method: an access token then needs no `administration`. */
  readonly isRead?: true
  /** It tells an access token what itself covers, and nothing else: then no right in the organization is needed. */
  readonly tellsOfCallerOnly?: true
}

export const isChange = ({ method, isRead }: Endpoint): boolean => method !== 'GET' && isRead !== true

export const endpoint = <const Row extends Endpoint>(row: Row): Row => row

type Part<Row, Name extends string> = Row extends { readonly [Key in Name]: infer Schema extends TSchema }
  ? Static<Schema>
  : undefined

export type ParamsOf<Row> = Part<Row, 'params'>
export type QueryOf<Row> = Part<Row, 'query'>
export type BodyOf<Row> = Part<Row, 'body'>
export type AnswerOf<Row> = Part<Row, 'answer'>

/** Whether only that version is changed which the caller has read, if the caller says which that is. */
export const heedsIfMatch = (row: Endpoint): boolean => row.editable !== undefined && row.method === 'PUT'
