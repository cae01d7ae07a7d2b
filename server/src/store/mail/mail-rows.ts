/** Stays within its guards: a row is settled only by who holds its lease, and has no contents from then on. */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import { folded } from '../people/user-rows.ts'
import type { MailChanges, MailQueue, MailReads, Settled, TakenMail } from './mail-store.ts'

export const mailReads = (db: Database): MailReads => ({
  counts: async (organizationId, mostAddresses) => {
    const row = await db
      .selectFrom('mail_outbox')
      .select([
        sql<number>`count(case when sealed is not null then 1 end)`.as('waiting'),
        sql<number>`count(given_up_at)`.as('failed'),
      ])
      .$if(organizationId !== null, (query) => query.where('organization_id', '=', organizationId))
      .executeTakeFirstOrThrow()
    const stopped = await db
      .selectFrom('mail_stopped_addresses')
      .selectAll()
      .$if(organizationId !== null, (query) =>
        query.where('address_folded', 'in', (members) =>
          members
            .selectFrom('memberships')
            .innerJoin('users', 'users.id', 'memberships.user_id')
            .select('users.email_folded')
            .where('memberships.organization_id', '=', organizationId),
        ),
      )
      .orderBy('address_folded')
      .limit(mostAddresses)
      .execute()
    return {
      waiting: Number(row.waiting),
      failed: Number(row.failed),
      stoppedAddresses: stopped.map((each) => ({
        address: each.address_folded,
        stoppedAt: each.stopped_at,
        said: each.said,
      })),
    }
  },
  countSince: async ({ kind, since, ...whose }, most) => {
    const some = db
      .selectFrom('mail_outbox')
      .select('id')
      .where('kind', '=', kind)
      .where('created_at', '>', since)
      .$if('to' in whose, (query) =>
        query.where('recipient_folded', '=', 'to' in whose ? folded(whose.to) : ''),
      )
      .$if('organizationId' in whose, (query) =>
        query.where('organization_id', '=', 'organizationId' in whose ? whose.organizationId : ''),
      )
      .limit(most)
    const { count } = await db
      .selectFrom(some.as('some'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  },
  findStopped: async (address) => {
    const row = await db
      .selectFrom('mail_stopped_addresses')
      .select(['stopped_at', 'said'])
      .where('address_folded', '=', folded(address))
      .executeTakeFirst()
    return row && { stoppedAt: row.stopped_at, said: row.said }
  },
})

export const mailChanges = (tx: Database): MailChanges => ({
  ...mailReads(tx),
  enqueue: async (mail) => {
    await tx
      .insertInto('mail_outbox')
      .values({
        id: mail.id,
        organization_id: mail.organizationId,
        kind: mail.kind,
        recipient: mail.recipient,
        recipient_folded: folded(mail.recipient),
        about: mail.about,
        sealed: mail.sealed,
        created_at: mail.createdAt,
        expires_at: mail.expiresAt,
        next_try_at: mail.createdAt,
        tries: 0,
      })
      .execute()
  },
  cancel: async (about) => {
    await tx
      .updateTable('mail_outbox')
      .set({ sealed: null, leased_by: null, leased_until: null, said: 'Its link has ended.' })
      .where('about', '=', about)
      .where('sealed', 'is not', null)
      .execute()
  },
  reopen: async (address) => {
    const { numDeletedRows } = await tx
      .deleteFrom('mail_stopped_addresses')
      .where('address_folded', '=', folded(address))
      .executeTakeFirst()
    return numDeletedRows === 1n
  },
})

export async function takeMail(
  tx: Database,
  { holder, at, until, limit }: Parameters<MailQueue['take']>[0],
): Promise<TakenMail[]> {
  const due = await tx
    .selectFrom('mail_outbox')
    .select(['id', 'recipient'])
    .where('sealed', 'is not', null)
    .where('next_try_at', '<=', at)
    .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<=', at)]))
    .orderBy('next_try_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  const taken: TakenMail[] = []
  for (const { id, recipient } of due) {
    const row = await tx
      .updateTable('mail_outbox')
      .set({ leased_by: holder, leased_until: until })
      .where('id', '=', id)
      .where('sealed', 'is not', null)
      .where('next_try_at', '<=', at)
      .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<=', at)]))
      .returningAll()
      .executeTakeFirst()
    if (!row?.sealed) continue
    const stopped = await tx
      .selectFrom('mail_stopped_addresses')
      .select('address_folded')
      .where('address_folded', '=', folded(recipient))
      .executeTakeFirst()
    taken.push({
      id,
      organizationId: row.organization_id,
      kind: row.kind,
      recipient,
      about: row.about,
      sealed: row.sealed,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      tries: row.tries,
      isStopped: stopped !== undefined,
    })
  }
  return taken
}

export async function settleMail(
  tx: Database,
  id: string,
  holder: string,
  settled: Settled,
): Promise<boolean> {
  const row = await tx
    .updateTable('mail_outbox')
    .set((now) => ({
      leased_by: null,
      leased_until: null,
      said: settled.said,
      tries: now('tries', '+', 1),
      ...(settled.how === 'later'
        ? { next_try_at: settled.nextTryAt }
        : { sealed: null, [settled.how === 'sent' ? 'sent_at' : 'given_up_at']: settled.at }),
    }))
    .where('id', '=', id)
    .where('leased_by', '=', holder)
    .returning('recipient')
    .executeTakeFirst()
  if (row && settled.how === 'given_up' && settled.stopsAddress)
    await tx
      .insertInto('mail_stopped_addresses')
      .values({ address_folded: folded(row.recipient), stopped_at: settled.at, said: settled.said })
      .onConflict((conflict) => conflict.column('address_folded').doNothing())
      .execute()
  return row !== undefined
}

export async function purgeMail(tx: Database, before: number, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('mail_outbox')
    .where('id', 'in', (old) =>
      old
        .selectFrom('mail_outbox')
        .select('id')
        .where('sealed', 'is', null)
        .where('created_at', '<', before)
        .orderBy('created_at')
        .limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
