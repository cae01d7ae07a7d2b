/**
 * Who may do a job that one process does for all. A lease only saves work: clocks of machines differ, so a job must
 * stay right when two do it at once.
 */
import { MINUTE_MS } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { JobLease } from './job-lease.ts'

/** Machines whose clocks differ by more can't share an installation. */
const CLOCKS_DIFFER_BY_MS = MINUTE_MS

/** One guarded statement: the lease is free, has run out, is the asker's own, or lasts longer than any could. */
export async function takeLease(tx: Database, { name, holder, at, expiresAt }: JobLease): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('job_leases')
    .values({ name, holder, expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, expires_at: expiresAt })
        .where((where) =>
          where.or([
            where('job_leases.holder', '=', holder),
            where('job_leases.expires_at', '<=', at),
            where('job_leases.expires_at', '>', expiresAt + CLOCKS_DIFFER_BY_MS),
          ]),
        ),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function giveUpLease(tx: Database, name: string, holder: string): Promise<void> {
  await tx.deleteFrom('job_leases').where('name', '=', name).where('holder', '=', holder).execute()
}
