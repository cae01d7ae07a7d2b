/**
 * Ends any number of sessions in one change. SQLite answers at once, so a person or an installation with ten thousand
 * of them would hold everybody else's requests until the last is deleted: they end by parts, with room in between.
 */
import { setImmediate } from 'node:timers/promises'
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely'
import type { Database } from './engine.ts'
import type { Schema } from './schema.ts'

type Which = (where: ExpressionBuilder<Schema, 'sessions'>) => ExpressionWrapper<Schema, 'sessions', SqlBool>

const SESSIONS_PER_STATEMENT = 500

/** Answers the ids of those that ended, at most `limit`. */
export async function endSessions(tx: Database, which: Which, limit = Infinity): Promise<string[]> {
  const ended: string[] = []
  for (;;) {
    const most = Math.min(SESSIONS_PER_STATEMENT, limit - ended.length)
    const part = await tx
      .deleteFrom('sessions')
      .where('id', 'in', tx.selectFrom('sessions').select('id').where(which).limit(most))
      .returning('id')
      .execute()
    for (const { id } of part) ended.push(id)
    if (part.length < most || ended.length === limit) return ended
    await setImmediate()
  }
}
