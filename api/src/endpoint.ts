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
}

export const endpoint = <const Row extends Endpoint>(row: Row): Row => row

type Part<Row, Name extends string> = Row extends { readonly [Key in Name]: infer Schema extends TSchema }
  ? Static<Schema>
  : undefined

export type ParamsOf<Row> = Part<Row, 'params'>
export type QueryOf<Row> = Part<Row, 'query'>
export type BodyOf<Row> = Part<Row, 'body'>
export type AnswerOf<Row> = Part<Row, 'answer'>
