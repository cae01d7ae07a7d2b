/** Accounts. The password hash leaves only through `findCredentials`. */
import type { Insertable, Selection } from 'kysely'
import type { User } from '../../domain/user.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'
import { endSessions } from '../end-sessions.ts'
import { searchTextOf } from './member-search.ts'
import type { UserChanges, UserReads } from './people-store.ts'

export const USER_COLUMNS = [
  'users.id as user_id',
  'users.domain as user_domain',
  'users.username as user_username',
  'users.email as user_email',
  'users.is_email_verified as user_is_email_verified',
  'users.first_name as user_first_name',
  'users.last_name as user_last_name',
  'users.created_at as user_created_at',
  'users.deactivated_at as user_deactivated_at',
] as const

export type UserRow = Selection<Schema, 'users', (typeof USER_COLUMNS)[number]>

export const toUser = (row: UserRow) =>
  ({
    id: row.user_id,
    domain: row.user_domain,
    username: row.user_username,
    email: row.user_email,
    isEmailVerified: row.user_is_email_verified === 1,
    firstName: row.user_first_name,
    lastName: row.user_last_name,
    createdAt: row.user_created_at,
    deactivatedAt: row.user_deactivated_at,
  }) satisfies User

/** Who is who, without regard to case: "É" typed as one character or as two, in any case, is the same. */
export const folded = (text: string): string => text.normalize('NFC').toLowerCase()

const toRow = (user: User, passwordHash: string) =>
  ({
    id: user.id,
    domain: user.domain,
    username: user.username,
    email: user.email,
    is_email_verified: user.isEmailVerified ? 1 : 0,
    first_name: user.firstName,
    last_name: user.lastName,
    password_hash: passwordHash,
    created_at: user.createdAt,
    deactivated_at: user.deactivatedAt,
    last_signed_in_at: null,
    reminders_off_at: null,
    reminded_of_tokens_at: null,
    reminded_of_roles_at: null,
    username_folded: folded(user.username),
    email_folded: folded(user.email),
    search_text: searchTextOf(user),
  }) satisfies Insertable<Schema['users']>

export const userReads = (db: Database): UserReads => ({
  find: async (id) => {
    const row = await db
      .selectFrom('users')
      .select(USER_COLUMNS)
      .where('users.id', '=', id)
      .executeTakeFirst()
    return row && toUser(row)
  },
  findCredentials: async (username) => {
    const row = await db
      .selectFrom('users')
      .select([...USER_COLUMNS, 'users.password_hash'])
      .where('users.username_folded', '=', folded(username))
      .executeTakeFirst()
    return row && { user: toUser(row), passwordHash: row.password_hash }
  },
})

export const userChanges = (tx: Database, losses: Losses): UserChanges => ({
  ...userReads(tx),
  findByAccount: async (account, limit) => {
    const rows = await tx
      .selectFrom('users')
      .select(USER_COLUMNS)
      .where((where) =>
        where.or([
          where('users.username_folded', '=', folded(account)),
          where('users.email_folded', '=', folded(account)),
        ]),
      )
      .orderBy('users.id')
      .limit(limit)
      .execute()
    return rows.map(toUser)
  },
  insert: async (user, passwordHash) => {
    await tx.insertInto('users').values(toRow(user, passwordHash)).execute()
  },
  setPasswordHash: async (id, passwordHash) => {
    await tx.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute()
  },
  changePassword: async (id, passwordHash) => {
    await tx.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute()
    losses.happened('password_changed', { userId: id })
  },
  setProfile: async (id, { firstName, lastName }) => {
    const user = await userReads(tx).find(id)
    if (user === undefined) return
    await tx
      .updateTable('users')
      .set({
        first_name: firstName,
        last_name: lastName,
        search_text: searchTextOf({ ...user, firstName, lastName }),
      })
      .where('id', '=', id)
      .execute()
  },
  setDeactivatedAt: async (id, at) => {
    await tx.updateTable('users').set({ deactivated_at: at }).where('id', '=', id).execute()
    if (at === null) return
    await endSessions(tx, (where) => where.and([where('user_id', '=', id)]))
    const memberships = await tx
      .selectFrom('memberships')
      .select('organization_id')
      .where('user_id', '=', id)
      .execute()
    for (const { organization_id: organizationId } of memberships)
      losses.rightsLost({ organizationId, userId: id }, 'disabled')
  },
})
