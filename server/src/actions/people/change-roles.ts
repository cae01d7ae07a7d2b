/** Gives a person roles and takes others away, all at once or not at all. Asked for a second time it changes nothing more. */
import type { AskedRole } from '../../domain/assigning.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Person } from '../../domain/person.ts'
import type { Changes } from '../../store/store.ts'
import { inTurns } from '../in-turns.ts'
import { keepingOwners } from '../last-owner.ts'
import type { Needs } from '../needs.ts'
import { giverOf, refuseGivingMore } from '../roles/giving.ts'
import { permissionsOf, refuseTooManyRights } from '../roles/sound-role.ts'
import {
  assignDirectly,
  directlyHeld,
  givenDetails,
  refuseUnsoundPeriod,
  takenDetails,
  type Role,
} from './direct-roles.ts'
import { findPerson, findToTouch, personEvent } from './touched-person.ts'

export type RoleChanges = {
  /** Or held for another period. */
  readonly give: readonly AskedRole[]
  /** What is not held is nothing to take. */
  readonly take: readonly Role[]
}

export async function changeRoles(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  userId: string,
  { give, take }: RoleChanges,
): Promise<Person> {
  const at = now()
  const { organization } = caller
  const { user } = await findToTouch(store, caller, userId, at)
  for await (const asked of inTurns(give)) {
    refuseUnsoundPeriod(asked, at)
    await permissionsOf({ store }, organization, asked)
  }
  refuseGivingMore(await giverOf(store, caller, at), give)
  await store.change(async (tx) => {
    const events = await keepingOwners(tx, organization.id, at, async () => {
      const told: AuditEvent[] = []
      const held = await tx.roles.heldBy(userId, organization.id)
      for await (const asked of inTurns(give)) {
        const event = await put(tx, caller, userId, { asked, before: directlyHeld(held, asked), at })
        if (event !== undefined) told.push(personEvent(at, caller, event, user, givenDetails(asked)))
      }
      for await (const role of inTurns(take)) {
        if (await tx.roles.remove(organization.id, userId, role))
          told.push(personEvent(at, caller, 'csp__remove_role', user, takenDetails(role)))
      }
      if (give.some(({ serviceId }) => serviceId !== null))
        refuseTooManyRights(await tx.roles.heldBy(userId, organization.id))
      return told
    })
    return { result: undefined, events }
  })
  return findPerson(store, caller, userId, now())
}

type Put = { readonly asked: AskedRole; readonly before: HeldRole | undefined; readonly at: Instant }

/** Answers what was done, undefined when it was so before. */
async function put(
  tx: Pick<Changes, 'roles'>,
  caller: Caller,
  userId: string,
  { asked, before, at }: Put,
): Promise<'csp__assign_role' | 'csp__change_role_period' | undefined> {
  if (before?.startsAt === asked.startsAt && before.endsAt === asked.endsAt) return undefined
  if (before) await tx.roles.remove(caller.organization.id, userId, asked)
  await assignDirectly(tx, caller, userId, asked, at)
  return before ? 'csp__change_role_period' : 'csp__assign_role'
}
