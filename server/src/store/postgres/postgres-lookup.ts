/**
 * Lookups by id, as many in one query as were asked for while the one before was under way. For a busy server that halves
 * the work of both sides, and in one that is not busy nobody waits. Nobody joins a query that was already sent: its
 * answer might be older than a change that was acknowledged since.
 */
import { crc32 } from 'node:zlib'
import { sql } from 'kysely'
import type pg from 'pg'
import { assertStorable, nextOf, type Database, type Engine, type LookupQuery } from '../engine.ts'
import { codeOf, refusalOf } from './postgres-driver.ts'

/** A query that takes longer holds up nobody else: its connection may be dead. */
const LATE_MS = 20
/** Late ones included: a database that hangs is not sent more and more. */
const QUERIES_UNDER_WAY = 4

/** A pooler gave us a connection where it was not prepared, or was already; a newer version changed the table. */
const NO_LONGER_PREPARED = ['26000', '42P05', '0A000']

export const lookupOn =
  (pool: pg.Pool, reader: Database): Engine['lookup'] =>
  <Row>(build: LookupQuery<Row>, idOf: (row: Row) => string) => {
    let mayBeKnown = false
    const query = build(
      (column) => {
        // As many rows as ids were asked for, whether or not they are known.
        const found = nextOf(column, sql`asked`)
        return sql`${sql.ref(column)} = any(array(select ${found} from unnest($1::text[]) as ids(asked)))`
      },
      (column, version) => {
        mayBeKnown = true
        const id = sql.ref(column)
        return sql`(${id} <> all($1::text[]) or ${id} || ' ' || ${version} = any($2::text[]))`
      },
    ).compile()
    const parametersOf = (asked: Asked): string[][] =>
      mayBeKnown ? [[...asked.keys()], [...asked].flatMap(knownIn)] : [[...asked.keys()]]
    const fetch = prepared<Row>(pool, query.sql)
    const find = gathering(
      async (asked) => new Map((await fetch(parametersOf(asked))).map((row) => [idOf(row), row])),
    )
    return async (db: Database, id: string, known?: string) => {
      assertStorable([id])
      if (db === reader) return find(id, known)
      const parameters = parametersOf(new Map([[id, undefined]]))
      const { rows } = await db.executeQuery<Row>({ ...query, parameters })
      return rows.find((row) => idOf(row) === id) ?? rows[0]
    }
  }

/** The ids, each with the version that whoever asks for it knows. */
type Asked = ReadonlyMap<string, string | undefined>

const knownIn = ([id, version]: readonly [string, string | undefined]): string[] =>
  version === undefined ? [] : [`${id} ${version}`]

type Batch<Row> = PromiseWithResolvers<ReadonlyMap<string, Row>> & {
  readonly asked: Map<string, string | undefined>
}

function gathering<Row>(fetch: (asked: Asked) => Promise<ReadonlyMap<string, Row>>) {
  let next: Batch<Row> | undefined
  let underWay = 0
  let onTime = 0
  const send = async (): Promise<void> => {
    if (!next || onTime > 0 || underWay === QUERIES_UNDER_WAY) return
    const { asked, resolve, reject } = next
    next = undefined
    underWay++
    onTime++
    let isOnTime = true
    const goOn = (): void => {
      if (isOnTime) onTime--
      isOnTime = false
      void send()
    }
    const late = setTimeout(goOn, LATE_MS)
    await fetch(asked).then(resolve, reject)
    clearTimeout(late)
    underWay--
    goOn()
  }
  return async (id: string, known: string | undefined): Promise<Row | undefined> => {
    next ??= { ...Promise.withResolvers<ReadonlyMap<string, Row>>(), asked: new Map() }
    const { asked, promise } = next
    // Two who know different versions are both told all.
    asked.set(id, asked.has(id) && asked.get(id) !== known ? undefined : known)
    queueMicrotask(() => void send())
    const rows = await promise
    return rows.get(id) ?? rows.values().next().value
  }
}

/**
 * A prepared statement, because planning takes far longer than running. Its name comes from its text, so that a pooler
 * that shares connections can't mix up two of them; where it does not hold, lookups go on without.
 */
function prepared<Row>(pool: pg.Pool, text: string) {
  const name = `countersign-${crc32(text)}`
  let isSupported = true
  return async (values: readonly (readonly string[])[]): Promise<Row[]> => {
    try {
      if (isSupported) return (await pool.query({ name, text, values: [...values] })).rows
    } catch (error) {
      if (!NO_LONGER_PREPARED.includes(codeOf(error) ?? '')) throw refusalOf(error)
      isSupported = false
    }
    try {
      return (await pool.query({ text, values: [...values] })).rows
    } catch (error) {
      throw refusalOf(error)
    }
  }
}
