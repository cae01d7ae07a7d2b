/** Makes, renames and removes groups. Who is removed from one this way loses what only it gave, at the next exchange. */
import { randomUuid } from '../../crypto/random.ts'
import type { AuditEventName } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ListedGroup } from '../../domain/listed-group.ts'
import { auditEvent } from '../audit.ts'
import { keptDescription, keptLine, LONGEST } from '../kept-text.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'

export type GroupWords = { readonly displayName: string; readonly description?: string | null | undefined }

const keptWords = ({ displayName, description }: GroupWords) => ({
  displayName: keptLine(displayName, 'displayName', LONGEST.name),
  description: keptDescription(description) ?? '',
})

export async function createGroup(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  given: GroupWords,
): Promise<ListedGroup> {
  refuseWithout(caller, 'members.manage')
  const group = { ...keptWords(given), id: randomUuid(), createdAt: now() }
  const { id: organizationId } = caller.organization
  await store.change(async (tx) => {
    const most = settings.groups.perOrganization
    if ((await tx.groups.countOf(organizationId)) >= most) {
      throw new Refusal('limit_reached', {
        detail: `An organization may have ${most} groups. Remove one that is not needed any more.`,
      })
    }
    await tx.groups.insert(organizationId, group).catch(refuseTaken)
    const { displayName } = group
    return {
      result: undefined,
      events: [groupEvent(group.createdAt, caller, 'csp__create_group', group.id, { displayName })],
    }
  })
  return { ...group, memberCount: 0, roles: [] }
}

export async function describeGroup(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  given: GroupWords,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  const words = keptWords(given)
  await store.change(async (tx) => {
    const isThere = await tx.groups.describe(caller.organization.id, { id, ...words }).catch(refuseTaken)
    if (!isThere) throw new Refusal('not_found')
    return { result: undefined, events: [groupEvent(now(), caller, 'csp__edit_group', id, words)] }
  })
}

export async function removeGroup(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  await store.change(async (tx) => {
    const group = await tx.groups.find(caller.organization.id, id)
    if (group === undefined || !(await tx.groups.remove(caller.organization.id, id)))
      throw new Refusal('not_found')
    const { displayName, memberCount } = group
    const details = { displayName, memberCount, roles: group.roles.map(({ name }) => name) }
    return { result: undefined, events: [groupEvent(now(), caller, 'csp__remove_group', id, details)] }
  })
}

export const groupEvent = (
  at: Instant,
  caller: Caller,
  name: AuditEventName,
  id: string,
  details: Readonly<Record<string, string | number | null | readonly string[]>>,
) => auditEvent(at, caller, name, { target: { type: 'group', id }, details })

function refuseTaken(error: unknown): never {
  if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  const detail = 'There is a group of this name already. Choose another name.'
  throw new Refusal('name_taken', { detail, fields: { displayName: detail }, cause: error })
}
