/** Invitations as rows. Only the hash of a link is kept, and it leaves only with the one the link was looked up for. */
import { sql, type Selection, type SqlBool } from 'kysely'
import type { AskedRole } from '../../domain/assigning.ts'
import type { Invitation } from '../../domain/invitation.ts'
import type { Database } from '../engine.ts'
import { boundedPage } from '../page.ts'
import { folded } from '../people/user-rows.ts'
import type { Schema } from '../schema.ts'
import type { GroupToJoin, InvitationChanges, InvitationReads } from './invitations-store.ts'

const COLUMNS = [
  'invitations.id',
  'invitations.organization_id',
  'invitations.email',
  'invitations.roles',
  'invitations.group_ids',
  'invitations.invited_by',
  'invitations.created_at',
  'invitations.sent_at',
  'invitations.expires_at',
  'invitations.is_mailed',
  'invitations.accepted_at',
  'invitations.accepted_by',
  'invitations.withdrawn_at',
] as const

type Row = Selection<Schema, 'invitations', (typeof COLUMNS)[number]> & {
  inviter_username: string | null
  accepter_username: string | null
}

const toInvitation = (row: Row): Invitation => ({
  id: row.id,
  organizationId: row.organization_id,
  email: row.email,
  roles: JSON.parse(row.roles) as AskedRole[],
  groupIds: JSON.parse(row.group_ids) as string[],
  invitedBy: row.invited_by,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  expiresAt: row.expires_at,
  isMailed: row.is_mailed === 1,
  acceptedAt: row.accepted_at,
  acceptedBy: row.accepted_by,
  withdrawnAt: row.withdrawn_at,
})

const named = (id: string | null, username: string | null) =>
  id === null || username === null ? null : { id, username }

const toListed = (row: Row) => ({
  invitation: toInvitation(row),
  inviter: named(row.invited_by, row.inviter_username),
  accepter: named(row.accepted_by, row.accepter_username),
})

export const invitationReads = (db: Database): InvitationReads => {
  const listed = () =>
    db
      .selectFrom('invitations')
      .leftJoin('users as inviters', 'inviters.id', 'invitations.invited_by')
      .leftJoin('users as accepters', 'accepters.id', 'invitations.accepted_by')
      .select([
        ...COLUMNS,
        'inviters.username as inviter_username',
        'accepters.username as accepter_username',
      ])
  return {
    list: async (organizationId, page) => {
      const items = await boundedPage(page, async ({ offset, limit }) => {
        const rows = await listed()
          .where('invitations.organization_id', '=', organizationId)
          .orderBy('invitations.sent_at', 'desc')
          .orderBy('invitations.id')
          .offset(offset)
          .limit(limit)
          .execute()
        return rows.map(toListed)
      })
      const { total } = await db
        .selectFrom('invitations')
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .where('organization_id', '=', organizationId)
        .executeTakeFirstOrThrow()
      return { items, total }
    },
    find: async (organizationId, id) => {
      const row = await listed()
        .where('invitations.organization_id', '=', organizationId)
        .where('invitations.id', '=', id)
        .executeTakeFirst()
      return row && toListed(row)
    },
    findByLink: async (linkId) => {
      const row = await listed()
        .select('invitations.link_hash')
        .where('invitations.link_id', '=', linkId)
        .executeTakeFirst()
      return row && { ...toListed(row), linkHash: row.link_hash }
    },
    memberEmails: async (organizationId, emails) => {
      if (emails.length === 0) return []
      const rows = await db
        .selectFrom('memberships')
        .innerJoin('users', 'users.id', 'memberships.user_id')
        .select('users.email_folded')
        .where('memberships.organization_id', '=', organizationId)
        .where('users.email_folded', 'in', emails.map(folded))
        .execute()
      const known = new Set(rows.map(({ email_folded }) => email_folded))
      return emails.filter((email) => known.has(folded(email)))
    },
    pendingTo: async (organizationId, emails) => {
      if (emails.length === 0) return []
      const rows = await listed()
        .where('invitations.organization_id', '=', organizationId)
        .where('invitations.email_folded', 'in', emails.map(folded))
        .where('invitations.accepted_at', 'is', null)
        .where('invitations.withdrawn_at', 'is', null)
        .execute()
      return rows.map(toInvitation)
    },
    countOpen: async (organizationId, now) => {
      const { open } = await db
        .selectFrom('invitations')
        .select(({ fn }) => fn.countAll<number>().as('open'))
        .where('organization_id', '=', organizationId)
        .where('accepted_at', 'is', null)
        .where('withdrawn_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirstOrThrow()
      return open
    },
    groupsToJoin: (organizationId, ids) => groupsToJoin(db, organizationId, ids),
    customRoleNames: async (organizationId, names) => {
      if (names.length === 0) return new Set()
      const rows = await db
        .selectFrom('custom_roles')
        .select('name')
        .where('organization_id', '=', organizationId)
        .where('name', 'in', names)
        .execute()
      return new Set(rows.map(({ name }) => name))
    },
  }
}

async function groupsToJoin(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<GroupToJoin[]> {
  if (ids.length === 0) return []
  const groups = await db
    .selectFrom('groups')
    .select(['id', 'display_name'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .orderBy('name_folded')
    .execute()
  const roles = await db
    .selectFrom('group_roles')
    .select(['group_id', 'service_id', 'name', 'resource', 'starts_at', 'ends_at'])
    .where('organization_id', '=', organizationId)
    .where('group_id', 'in', ids)
    .execute()
  const byGroup = Map.groupBy(roles, ({ group_id }) => group_id)
  return groups.map(({ id, display_name }) => ({
    id,
    displayName: display_name,
    roles: (byGroup.get(id) ?? []).map((role) => ({
      serviceId: role.service_id,
      name: role.name,
      resource: role.resource,
      startsAt: role.starts_at,
      endsAt: role.ends_at,
    })),
  }))
}

export const invitationChanges = (tx: Database): InvitationChanges => ({
  ...invitationReads(tx),
  put: async (invitation, { linkId, linkHash }) => {
    const sent = {
      email: invitation.email,
      roles: JSON.stringify(invitation.roles),
      group_ids: JSON.stringify(invitation.groupIds),
      invited_by: invitation.invitedBy,
      link_id: linkId,
      link_hash: linkHash,
      sent_at: invitation.sentAt,
      expires_at: invitation.expiresAt,
      is_mailed: invitation.isMailed ? 1 : 0,
    } as const
    const again = await tx
      .updateTable('invitations')
      .set(sent)
      .where('organization_id', '=', invitation.organizationId)
      .where('email_folded', '=', folded(invitation.email))
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (again !== undefined) return again.id
    await tx
      .insertInto('invitations')
      .values({
        ...sent,
        id: invitation.id,
        organization_id: invitation.organizationId,
        email_folded: folded(invitation.email),
        created_at: invitation.createdAt,
        accepted_at: null,
        accepted_by: null,
        withdrawn_at: null,
      })
      .execute()
    return invitation.id
  },
  accept: async (id, linkId, by, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('invitations')
      .set({ accepted_at: at, accepted_by: by })
      .where('id', '=', id)
      .where('link_id', '=', linkId)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .where('expires_at', '>', at)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  withdraw: async (organizationId, id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('invitations')
      .set({ withdrawn_at: at })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  withdrawFirstOwners: async (organizationId, at) => {
    const withdrawn = await tx
      .updateTable('invitations')
      .set({ withdrawn_at: at })
      .where('organization_id', '=', organizationId)
      .where('invited_by', 'is', null)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .returning('id')
      .execute()
    return withdrawn.map(({ id }) => id)
  },
  purge: async (before, limit) => {
    // One that was accepted was so before its link ended; one that was withdrawn, perhaps after.
    const isOver = sql<SqlBool>`expires_at <= ${before} and (withdrawn_at is null or withdrawn_at <= ${before})`
    const oldest = tx.selectFrom('invitations').select('id').where(isOver).orderBy('expires_at').limit(limit)
    // The condition stands there twice: one that is sent again meanwhile stays.
    const { numDeletedRows } = await tx
      .deleteFrom('invitations')
      .where('id', 'in', oldest)
      .where(isOver)
      .executeTakeFirst()
    return Number(numDeletedRows)
  },
  joinGroup: async (organizationId, groupId, userId, at) => {
    await tx
      .insertInto('group_members')
      .values({
        organization_id: organizationId,
        group_id: groupId,
        user_id: userId,
        starts_at: null,
        ends_at: null,
        created_at: at,
      })
      .execute()
  },
})
