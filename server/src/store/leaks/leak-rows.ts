/** Reports of values that leaked, as rows; what is only shown is one JSON text. */
import type { Insertable } from 'kysely'
import type {
  LeakedKind,
  LeakReport,
  LeakReporter,
  ListedLeakReport,
} from '../../domain/leaks/leak-report.ts'
import type { Database } from '../engine.ts'
import { boundedPage } from '../page.ts'
import type { Schema } from '../schema.ts'
import type { LeakChanges, LeakReads } from './leaks-store.ts'

type Facts = Pick<LeakReport, 'createdAt' | 'expiresAt' | 'lastUse' | 'exchanges' | 'reach' | 'ended'>

const toRow = (report: LeakReport): Insertable<Schema['leak_reports']> => {
  const { createdAt, expiresAt, lastUse, exchanges, reach, ended } = report
  const facts: Facts = { createdAt, expiresAt, lastUse, exchanges, reach, ended }
  return {
    ...{ id: report.id, organization_id: report.organizationId, user_id: report.userId },
    ...{ kind: report.kind, target_id: report.targetId, name: report.name, value_id: report.valueId },
    ...{ reported_at: report.reportedAt, reported_by: report.reportedBy, address: report.address },
    ...{ url: report.where.url, note: report.where.note, facts: JSON.stringify(facts), told_at: null },
  }
}

type Row = Schema['leak_reports'] & { readonly username: string | null }

const toReport = (row: Row): ListedLeakReport => ({
  ...{ id: row.id, organizationId: row.organization_id, userId: row.user_id, username: row.username },
  ...{ kind: row.kind as LeakedKind, targetId: row.target_id, name: row.name, valueId: row.value_id },
  ...{ reportedAt: row.reported_at, reportedBy: row.reported_by as LeakReporter, address: row.address },
  where: { url: row.url, note: row.note },
  ...(JSON.parse(row.facts) as Facts),
})

const reportsOf = (db: Database, organizationId: string) =>
  db
    .selectFrom('leak_reports')
    .leftJoin('users', 'users.id', 'leak_reports.user_id')
    .selectAll('leak_reports')
    .select('users.username')
    .where('leak_reports.organization_id', '=', organizationId)

export const leakReads = (db: Database): LeakReads => ({
  list: async (organizationId, page) => ({
    items: await boundedPage(page, async ({ offset, limit }) => {
      const rows = await reportsOf(db, organizationId)
        .orderBy('reported_at', 'desc')
        .orderBy('leak_reports.id', 'desc')
        .offset(offset)
        .limit(limit)
        .execute()
      return rows.map(toReport)
    }),
    total: await countOf(db, organizationId),
  }),
  findForApiToken: async ({ organizationId, userId }, apiTokenId) => {
    const row = await reportsOf(db, organizationId)
      .where('kind', '=', 'api_token')
      .where('target_id', '=', apiTokenId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row && toReport(row)
  },
  organizationsToTell: async (toldBefore, limit) => {
    const rows = await db
      .selectFrom('leak_reports as untold')
      .select('organization_id')
      .distinct()
      .where('told_at', 'is', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('leak_reports as told')
              .select('told.id')
              .whereRef('told.organization_id', '=', 'untold.organization_id')
              .where('told.told_at', '>', toldBefore),
          ),
        ),
      )
      .orderBy('organization_id')
      .limit(limit)
      .execute()
    return rows.map((row) => row.organization_id)
  },
  untold: async (organizationId, limit) => {
    const rows = await reportsOf(db, organizationId)
      .where('told_at', 'is', null)
      .orderBy('reported_at')
      .orderBy('leak_reports.id')
      .limit(limit)
      .execute()
    return rows.map(toReport)
  },
})

export const leakChanges = (tx: Database): LeakChanges => ({
  ...leakReads(tx),
  insert: async (report) => {
    await tx.insertInto('leak_reports').values(toRow(report)).execute()
  },
  setEnded: async (id, ended) => {
    const { facts } = await tx
      .selectFrom('leak_reports')
      .select('facts')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const changed: Facts = { ...(JSON.parse(facts) as Facts), ended }
    await tx
      .updateTable('leak_reports')
      .set({ facts: JSON.stringify(changed) })
      .where('id', '=', id)
      .execute()
  },
  told: async (ids, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('leak_reports')
      .set({ told_at: at })
      .where('id', 'in', ids)
      .where('told_at', 'is', null)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  },
  purge: async (before, limit) => {
    const old = tx
      .selectFrom('leak_reports')
      .select('id')
      .where('reported_at', '<=', before)
      .orderBy('reported_at')
      .orderBy('id')
      .limit(limit)
    const { numDeletedRows } = await tx.deleteFrom('leak_reports').where('id', 'in', old).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

async function countOf(db: Database, organizationId: string): Promise<number> {
  const { total } = await db
    .selectFrom('leak_reports')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow()
  return Number(total)
}
