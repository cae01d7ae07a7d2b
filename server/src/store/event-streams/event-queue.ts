/** What waits in the streams: put in by whoever moves the one place that says how far they know, taken by who holds a lease. */
import { sql } from 'kysely'
import { SENDER_LEASE_MS } from '../../domain/event-streams/event-stream.ts'
import { transaction, type Database, type Engine } from '../engine.ts'
import { putEvents, toEventStream } from './event-stream-rows.ts'
import type { EventQueue, Outcome, QueuedEvent } from './event-streams-store.ts'
import { factsAfter } from './facts.ts'

const LONGEST_SAID = 300

export const eventQueue = (engine: Engine): EventQueue => {
  const { reader: db } = engine
  const placeOf = async (): Promise<number> => {
    const { position } = await db
      .selectFrom('event_streams_position')
      .select('position')
      .executeTakeFirstOrThrow()
    return Number(position)
  }
  const isAnyThere = async (): Promise<boolean> =>
    (await db.selectFrom('event_streams').select('id').limit(1).executeTakeFirst()) !== undefined

  return {
    facts: async (limit) => {
      if (!(await isAnyThere())) return undefined
      const from = await placeOf()
      const told = await factsAfter(db, from, limit)
      return { from, to: told.at(-1)?.fact.position ?? from, told }
    },
    silenced: async (ids, keys) => {
      if (ids.length === 0 || keys.length === 0) return new Set()
      const rows = await db
        .selectFrom('event_stream_silenced')
        .selectAll()
        .where('stream_id', 'in', ids)
        .where('subject', 'in', keys)
        .execute()
      return new Set(rows.map((row) => `${row.stream_id} ${row.subject}`))
    },
    fill: ({ from, to }, events, at) =>
      transaction(engine, async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('event_streams_position')
          .set({ position: to })
          .where('position', '=', from)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        // In one order, so that no two wait for each other.
        for (const id of [...events.keys()].toSorted()) await putEvents(tx, id, events.get(id)!, { at })
        return true
      }),
    waiting: async (id, limit) => {
      const rows = await db
        .selectFrom('event_stream_events')
        .innerJoin('event_streams', 'event_streams.id', 'event_stream_events.stream_id')
        .select(['jti', 'event', 'event_stream_events.created_at'])
        .where('stream_id', '=', id)
        .where(isGiven)
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        jti: row.jti,
        event: JSON.parse(row.event) as QueuedEvent['event'],
        createdAt: row.created_at,
      }))
    },
    haveWaiting: async (ids) => {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('event_streams')
        .select('id')
        .where('id', 'in', ids)
        .where('waiting', '>', 0)
        .where(hasGiven)
        .execute()
      return rows.map((row) => row.id)
    },
    acknowledge: (id, jtis, at, trouble) =>
      transaction(engine, async (tx) => {
        const taken = await takeOut(tx, id, jtis)
        if (taken > 0)
          await tx
            .updateTable('event_streams')
            .set({
              last_delivered_at: at,
              ...(trouble !== undefined && { said: trouble.slice(0, LONGEST_SAID), said_at: at }),
            })
            .where('id', '=', id)
            .execute()
        return taken
      }),
    take: ({ holder, at, until, limit }) =>
      transaction(engine, async (tx) => {
        const due = await tx
          .selectFrom('event_streams')
          .select('id')
          .where(isDue(at))
          .orderBy('next_try_at')
          .limit(limit)
          .execute()
        const taken = []
        for (const { id } of due) {
          const row = await tx
            .updateTable('event_streams')
            .set({ leased_by: holder, leased_until: until })
            .where('id', '=', id)
            .where(isDue(at))
            .returningAll()
            .executeTakeFirst()
          if (row) taken.push(toEventStream(row))
        }
        return taken
      }),
    settle: (id, holder, jti, outcome, at) =>
      transaction(engine, async (tx) => {
        const isOurs = await tx
          .updateTable('event_streams')
          .set(settledColumns(outcome, at))
          .where('id', '=', id)
          .where('leased_by', '=', holder)
          .returning('id')
          .executeTakeFirst()
        if (isOurs === undefined) return false
        if (jti !== null && (outcome.how === 'taken' || outcome.how === 'refused'))
          await takeOut(tx, id, [jti])
        return true
      }),
    release: (id, holder) =>
      transaction(engine, async (tx) => {
        await tx
          .updateTable('event_streams')
          .set({ leased_by: null, leased_until: null })
          .where('id', '=', id)
          .where('leased_by', '=', holder)
          .execute()
      }),
    overdue: async (before, most, limit) => {
      const rows = await db
        .selectFrom('event_streams')
        .selectAll()
        .where('waiting', '>', 0)
        .where('state', '!=', 'disabled')
        .where((where) =>
          where.or([
            where('waiting', '>', most),
            where.exists(
              where
                .selectFrom('event_stream_events')
                .select('stream_id')
                .whereRef('stream_id', '=', 'event_streams.id')
                .where('event_stream_events.created_at', '<', before),
            ),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toEventStream)
    },
    position: async () => ((await isAnyThere()) ? placeOf() : undefined),
  }
}

/** What is about the stream itself is told whatever the stream's state is. */
const isGiven = sql<boolean>`(event_streams.state = 'enabled' or event_stream_events.is_about_stream = 1)`
const hasGiven = sql<boolean>`(state = 'enabled' or exists (
  select 1 from event_stream_events where stream_id = event_streams.id and is_about_stream = 1))`

const isDue = (at: number) =>
  sql<boolean>`waiting > 0 and endpoint_url is not null and next_try_at <= ${at}
    and (leased_until is null or leased_until <= ${at}) and ${hasGiven}`

async function takeOut(tx: Database, id: string, jtis: readonly string[]): Promise<number> {
  if (jtis.length === 0) return 0
  const { numDeletedRows } = await tx
    .deleteFrom('event_stream_events')
    .where('stream_id', '=', id)
    .where('jti', 'in', jtis)
    .executeTakeFirst()
  if (numDeletedRows > 0n)
    await tx
      .updateTable('event_streams')
      .set((now) => ({ waiting: now('waiting', '-', Number(numDeletedRows)) }))
      .where('id', '=', id)
      .execute()
  return Number(numDeletedRows)
}

/** The sender goes on with the next. */
const isTaken = (at: number) => ({
  ...{ last_delivered_at: at, failures: 0, failing_since: null },
  leased_until: at + SENDER_LEASE_MS,
})

function settledColumns(outcome: Outcome, at: number) {
  switch (outcome.how) {
    case 'taken':
      return { ...isTaken(at), said: null, said_at: null }
    case 'refused':
      return { ...isTaken(at), said: outcome.said.slice(0, LONGEST_SAID), said_at: at }
    case 'failed':
      return {
        ...{ said: outcome.said.slice(0, LONGEST_SAID), said_at: at },
        failures: sql<number>`failures + 1`,
        failing_since: sql<number>`coalesce(failing_since, ${at})`,
        ...{ next_try_at: outcome.nextTryAt, leased_by: null, leased_until: null },
      }
    case 'later':
      return { next_try_at: outcome.nextTryAt, leased_by: null, leased_until: null }
  }
}
