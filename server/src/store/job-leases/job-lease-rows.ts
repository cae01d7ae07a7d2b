/**
 * Who may do a job that one process does for all. A lease only saves work: clocks of machines differ, so a job must
 * stay right when two do it at once.
 */
import type { Database } from '../engine.ts'
import type { JobLease } from './job-lease.ts'

/** One guarded statement: the lease is free, has run out, or is the asker's own. */
export async function takeLease(tx: Database, { name, holder, at, expiresAt }: JobLease): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('job_leases')
    .values({ name, holder, expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, expires_at: expiresAt })
        .where((where) =>
          where.or([where('job_leases.holder', '=', holder), where('job_leases.expires_at', '<=', at)]),
        ),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function giveUpLease(tx: Database, name: string, holder: string): Promise<void> {
  await tx.deleteFrom('job_leases').where('name', '=', name).where('holder', '=', holder).execute()
}
