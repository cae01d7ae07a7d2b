/** Lookups that share queries: fewer queries, the same answers, each failure for those who asked. */
import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import pg from 'pg'
import { testDatabase } from '../../../testing/postgres.ts'
import { postgresDriver } from './postgres-driver.ts'
import { lookupOn } from './postgres-lookup.ts'
import type { Schema } from '../schema.ts'

type Row = { id: string }

const kyselyOn = (pool: pg.Pool) =>
  new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => postgresDriver(pool),
      createIntrospector: (one) => new PostgresIntrospector(one),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })

function versionedLookup(pool: pg.Pool) {
  const db = kyselyOn(pool)
  const find = lookupOn(pool, db)<Row>(
    (isAskedFor, isKnown) => ({
      compile: () =>
        sql<Row>`select id, ${isKnown('things.id', sql`version`)} from things where ${isAskedFor('things.id')}`.compile(
          db,
        ),
    }),
    ({ id }) => id,
  )
  return { db, find }
}

function lookup(pool: pg.Pool) {
  const db = kyselyOn(pool)
  const find = lookupOn(pool, db)<Row>(
    (isAskedFor) => ({
      compile: () => sql<Row>`select id from things where ${isAskedFor('things.id')}`.compile(db),
    }),
    ({ id }) => id,
  )
  return (id: string) => find(db, id)
}

/** Stands for the server: answers when it is told to. */
function openPool() {
  const queries: { ids: string[]; answer: () => void; fail: (error: Error) => void }[] = []
  const query = ({ values: [ids] }: { values: [string[]] }) =>
    new Promise((resolve, reject) => {
      queries.push({ ids, answer: () => resolve({ rows: ids.map((id) => ({ id })) }), fail: reject })
    })
  const pool = { query, on: () => pool } as unknown as pg.Pool
  return { pool, queries }
}

suite('lookups in PostgreSQL', () => {
  test('who asks while a query is under way shares the next one', async () => {
    const { pool, queries } = openPool()
    const find = lookup(pool)
    const answers = []
    for (const id of ['a', 'b', 'c', 'b']) {
      answers.push(find(id))
      await turn()
    }
    assert.deepEqual(
      queries.map(({ ids }) => ids),
      [['a']],
    )
    queries[0]?.answer()
    await turn()
    assert.deepEqual(queries[1]?.ids, ['b', 'c'])
    queries[1]?.answer()
    assert.deepEqual(
      (await Promise.all(answers)).map((row) => row?.id),
      ['a', 'b', 'c', 'b'],
    )
  })

  test('a query that is late holds up nobody else, and there are never more than four', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { pool, queries } = openPool()
    const find = lookup(pool)
    const answers = []
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      answers.push(find(id))
      await turn()
      t.mock.timers.tick(20)
      await turn()
    }
    assert.deepEqual(
      queries.map(({ ids }) => ids),
      [['a'], ['b'], ['c'], ['d']],
    )
    for (const { answer } of [...queries]) answer()
    await turn()
    assert.deepEqual(queries[4]?.ids, ['e', 'f'])
    queries[4]?.answer()
    assert.equal((await Promise.all(answers)).length, 6)
  })

  test('nobody is answered by a query that was sent before they asked', async () => {
    const { pool, queries } = openPool()
    const find = lookup(pool)
    const early = find('a')
    await turn()
    const late = find('a')
    await turn()
    queries[0]?.answer()
    await early
    await turn()
    assert.equal(queries.length, 2)
    queries[1]?.answer()
    assert.deepEqual(await late, { id: 'a' })
  })

  test('a query that fails fails for those who share it, and the next one is sent', async () => {
    const { pool, queries } = openPool()
    const find = lookup(pool)
    const failing = [find('a'), find('b')]
    await turn()
    assert.deepEqual(queries[0]?.ids, ['a', 'b'])
    queries[0]?.fail(new Error('connection lost'))
    for (const one of failing) await assert.rejects(one, { code: 'store_unavailable' })
    const next = find('a')
    await turn()
    queries[1]?.answer()
    assert.deepEqual(await next, { id: 'a' })
  })

  test('the versions that are known go with the ids; two who know different ones are both told all', async () => {
    const sent: unknown[][] = []
    const query = ({ values }: { values: [string[], string[]] }) => {
      sent.push(values)
      return Promise.resolve({ rows: values[0].map((id) => ({ id })) })
    }
    const pool = { query, on: () => pool } as unknown as pg.Pool
    const { db, find } = versionedLookup(pool)
    await Promise.all([
      ...[find(db, 'a', '1'), find(db, 'b'), find(db, 'c', '1'), find(db, 'c', '1')],
      ...[find(db, 'd', '1'), find(db, 'd', '2'), find(db, 'e'), find(db, 'e', '1')],
    ])
    assert.deepEqual(sent, [
      [
        ['a', 'b', 'c', 'd', 'e'],
        ['a 1', 'c 1'],
      ],
    ])
  })

  for (const [mishap, statement] of [
    ['a pooler loses it', 'deallocate all'],
    ['the table changes', 'alter table things alter column id type varchar(50)'],
  ] as const) {
    test(`the statement is prepared once; where ${mishap}, lookups go on without`, async (t) => {
      let pool: pg.Pool | undefined
      t.after(async () => pool?.end())
      const one = new pg.Pool({ connectionString: await testDatabase(t), max: 1 })
      pool = one
      await one.query("create table things (id text); insert into things values ('a'), ('b')")
      const uses = async () => {
        const { rows } = await one.query<{ uses: string | null }>(
          'select sum(generic_plans + custom_plans) as uses from pg_prepared_statements',
        )
        return Number(rows[0]?.uses)
      }
      const find = lookup(one)
      // An unknown id is answered with another one's row.
      assert.deepEqual(await Promise.all([find('a'), find('b'), find('c')]), [
        { id: 'a' },
        { id: 'b' },
        { id: 'a' },
      ])
      assert.deepEqual(await find('b'), { id: 'b' })
      assert.equal(await uses(), 2)
      await one.query(statement)
      assert.deepEqual(await find('a'), { id: 'a' })
      assert.deepEqual(await find('b'), { id: 'b' })
    })
  }
})
