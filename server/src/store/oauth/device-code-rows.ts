/** Codes of devices, as rows; which of two at once wins is decided by the condition of an update. */
import type { Instant } from '../../domain/instant.ts'
import type { DeviceCode } from '../../domain/oauth/device-code.ts'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'
import type { DeviceCodeChanges, DeviceCodeReads } from './device-codes-store.ts'
import type { Hashed } from './oauth-grants-store.ts'
import { deleteEnded } from './purge-grants.ts'

type Row = Schema['oauth_device_codes']

const toDeviceCode = (row: Row): Hashed<DeviceCode> => ({
  id: row.id,
  hash: row.hash,
  userCodeHash: row.user_code,
  appId: row.app_id,
  scope: row.scope,
  resources: JSON.parse(row.resources) as string[],
  organizationId: row.organization_id,
  dpopThumbprint: row.dpop_thumbprint,
  network: row.network,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  intervalSeconds: row.interval_seconds,
  polledAt: row.polled_at,
  deniedAt: row.denied_at,
  grantId: row.grant_id,
  usedAt: row.used_at,
})

const toRow = (code: Hashed<DeviceCode>): Row => ({
  id: code.id,
  hash: code.hash,
  user_code: code.userCodeHash,
  app_id: code.appId,
  scope: code.scope,
  resources: JSON.stringify(code.resources),
  organization_id: code.organizationId,
  dpop_thumbprint: code.dpopThumbprint,
  network: code.network,
  created_at: code.createdAt,
  expires_at: code.expiresAt,
  interval_seconds: code.intervalSeconds,
  polled_at: code.polledAt,
  denied_at: code.deniedAt,
  grant_id: code.grantId,
  used_at: code.usedAt,
})

export const deviceCodeReads = (db: Database): DeviceCodeReads => ({
  find: async (id) => {
    const row = await db.selectFrom('oauth_device_codes').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toDeviceCode(row)
  },
  findByUserCode: async (userCodeHash) => {
    const row = await db
      .selectFrom('oauth_device_codes')
      .selectAll()
      .where('user_code', '=', userCodeHash)
      .executeTakeFirst()
    return row && toDeviceCode(row)
  },
  countWaiting: async ({ appId, network }, now) => ({
    ofApp: await countWaiting(db, 'app_id', appId, now),
    ofNetwork: await countWaiting(db, 'network', network, now),
  }),
})

async function countWaiting(
  db: Database,
  column: 'app_id' | 'network',
  value: string,
  now: Instant,
): Promise<number> {
  const { total } = await db
    .selectFrom('oauth_device_codes')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where(column, '=', value)
    .where('expires_at', '>', now)
    .where('grant_id', 'is', null)
    .where('denied_at', 'is', null)
    .executeTakeFirstOrThrow()
  return total
}

export const deviceCodeChanges = (tx: Database): DeviceCodeChanges => ({
  ...deviceCodeReads(tx),
  insert: async (code) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('oauth_device_codes')
      .values(toRow(code))
      .onConflict((taken) => taken.column('user_code').doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  },
  poll: async ({ id, polledAt }, { at, intervalSeconds }) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_device_codes')
      .set({ polled_at: at, interval_seconds: intervalSeconds })
      .where('id', '=', id)
      .where('polled_at', polledAt === null ? 'is' : '=', polledAt)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  allow: (id, grantId, at) => decide(tx, id, at, { grant_id: grantId }),
  deny: (id, at) => decide(tx, id, at, { denied_at: at }),
  use: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_device_codes')
      .set({ used_at: at })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  purge: (before, limit) => deleteEnded(tx, 'oauth_device_codes', before, limit),
})

async function decide(
  tx: Database,
  id: string,
  at: Instant,
  decision: Partial<Pick<Row, 'grant_id' | 'denied_at'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('oauth_device_codes')
    .set(decision)
    .where('id', '=', id)
    .where('grant_id', 'is', null)
    .where('denied_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
