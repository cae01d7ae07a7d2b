/** Stays in the console. A session that was ended is deleted; one that ran out is still found, the domain refuses it. */
import type { Insertable, Selection } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, type Session } from '../../domain/session.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'
import { endSessions } from '../end-sessions.ts'
import type { SessionChanges, SessionReads } from './sessions-store.ts'
import { toUser, USER_COLUMNS } from '../people/user-rows.ts'

const SESSION_COLUMNS = [
  'sessions.id as session_id',
  'sessions.user_id as session_user_id',
  'sessions.created_at as session_created_at',
  'sessions.authenticated_at as session_authenticated_at',
  'sessions.last_seen_at as session_last_seen_at',
  'sessions.address as session_address',
  'sessions.user_agent as session_user_agent',
] as const

/** Of more sessions that end at once it is told that the person was signed out everywhere. */
const TOLD_ONE_BY_ONE = 20

/** The last used come first; who has more can still end them all. */
const MOST_LISTED = 200

type SessionRow = Selection<Schema, 'sessions', (typeof SESSION_COLUMNS)[number]>

const toSession = (row: SessionRow) =>
  ({
    id: row.session_id,
    userId: row.session_user_id,
    createdAt: row.session_created_at,
    authenticatedAt: row.session_authenticated_at,
    lastSeenAt: row.session_last_seen_at,
    address: row.session_address,
    userAgent: row.session_user_agent,
  }) satisfies Session

const toRow = (session: Session, hash: Uint8Array) =>
  ({
    id: session.id,
    user_id: session.userId,
    cookie_hash: hash,
    created_at: session.createdAt,
    authenticated_at: session.authenticatedAt,
    last_seen_at: session.lastSeenAt,
    address: session.address,
    user_agent: session.userAgent,
  }) satisfies Insertable<Schema['sessions']>

export const sessionReads = (db: Database): SessionReads => ({
  findByHash: async (hash) => {
    const row = await db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(SESSION_COLUMNS)
      .select(USER_COLUMNS)
      .where('sessions.cookie_hash', '=', hash)
      .executeTakeFirst()
    return row && { session: toSession(row), user: toUser(row) }
  },
  listForUser: async (userId) => {
    const rows = await db
      .selectFrom('sessions')
      .select(SESSION_COLUMNS)
      .where('sessions.user_id', '=', userId)
      .orderBy('sessions.last_seen_at', 'desc')
      .orderBy('sessions.id')
      .limit(MOST_LISTED)
      .execute()
    return rows.map(toSession)
  },
  isPlaceKnown: async (userId, placeHash, since) => {
    const row = await db
      .selectFrom('known_places')
      .select('last_at')
      .where('user_id', '=', userId)
      .where('place_hash', '=', placeHash)
      .where('last_at', '>=', since)
      .executeTakeFirst()
    return row !== undefined
  },
})

export const sessionChanges = (tx: Database, losses: Losses): SessionChanges => ({
  ...sessionReads(tx),
  insert: async (session, hash) => {
    await tx.insertInto('sessions').values(toRow(session, hash)).execute()
    await tx
      .updateTable('users')
      .set({ last_signed_in_at: session.createdAt })
      .where('id', '=', session.userId)
      .execute()
  },
  renew: async (id, hash, authenticatedAt) => {
    await tx
      .updateTable('sessions')
      .set({ cookie_hash: hash, authenticated_at: authenticatedAt })
      .where('id', '=', id)
      .execute()
  },
  end: async (userId, id) => {
    const { numDeletedRows } = await tx
      .deleteFrom('sessions')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (numDeletedRows === 1n) losses.happened('signed_out', { userId, sessionId: id })
    return numDeletedRows === 1n
  },
  endOthers: async (userId, exceptId, limit) => {
    const ended = await endSessions(
      tx,
      (where) => where.and([where('user_id', '=', userId), where('id', '!=', exceptId)]),
      limit,
    )
    if (exceptId === '' || ended.length > TOLD_ONE_BY_ONE) losses.happened('signed_out', { userId })
    else for (const sessionId of ended) losses.happened('signed_out', { userId, sessionId })
    return ended
  },
  endAll: async (userId) => {
    await endSessions(tx, (where) => where.and([where('user_id', '=', userId)]))
    losses.happened('signed_out', { userId })
  },
  endExpired: async (now) => {
    await endSessions(tx, (where) =>
      where.or([
        where('last_seen_at', '<=', now - SESSION_IDLE_MS),
        where('created_at', '<=', now - SESSION_ABSOLUTE_MS),
      ]),
    )
  },
  rememberPlace: async (userId, placeHash, at, most) => {
    await tx
      .insertInto('known_places')
      .values({ user_id: userId, place_hash: placeHash, last_at: at })
      .onConflict((conflict) => conflict.columns(['user_id', 'place_hash']).doUpdateSet({ last_at: at }))
      .execute()
    const kept = tx
      .selectFrom('known_places as kept')
      .select('kept.place_hash')
      .where('kept.user_id', '=', userId)
      .orderBy('kept.last_at', 'desc')
      .orderBy('kept.place_hash')
      .limit(most)
    await tx
      .deleteFrom('known_places')
      .where('user_id', '=', userId)
      .where('place_hash', 'not in', kept)
      .execute()
  },
})

/** Never backwards: requests of one browser may finish in any order. */
export async function touchSession(tx: Database, id: string, at: Instant): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ last_seen_at: at })
    .where('id', '=', id)
    .where('last_seen_at', '<', at)
    .execute()
}
