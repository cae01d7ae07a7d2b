/**
 * Gives a person a role, changes for how long, or takes it away, as somebody who may. It counts from the next exchange
 * on. What is held through a group is the group's to give and to take.
 */
import type { AskedRole } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Person } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import { keepingOwners } from '../last-owner.ts'
import type { Needs } from '../needs.ts'
import { giverOf, refuseGivingMore } from '../roles/giving.ts'
import { refuseUnsoundRole } from '../roles/sound-role.ts'
import {
  assignDirectly,
  directlyHeld,
  givenDetails,
  refuseUnsoundPeriod,
  takenDetails,
  type Role,
} from './direct-roles.ts'
import { findPerson, findToTouch, personEvent } from './touched-person.ts'

type GiveNeeds = Pick<Needs, 'store' | 'now'>

export function giveRole(
  needs: GiveNeeds,
  caller: Caller,
  userId: string,
  asked: AskedRole,
): Promise<Person> {
  return assigning(needs, caller, userId, asked, async (tx, assign) => {
    if (directlyHeld(await tx.roles.heldBy(userId, caller.organization.id), asked))
      throw new Refusal('conflict', {
        detail: 'This person has the role already. Change for how long instead.',
      })
    await assign()
    return 'csp__assign_role'
  })
}

export function changeRolePeriod(
  needs: GiveNeeds,
  caller: Caller,
  userId: string,
  asked: AskedRole,
): Promise<Person> {
  return assigning(needs, caller, userId, asked, async (tx, assign) => {
    if (!(await tx.roles.remove(caller.organization.id, userId, asked)))
      throw new Refusal('not_found', { detail: NOT_HELD })
    await assign()
    return 'csp__change_role_period'
  })
}

export async function takeRole(
  { store, now }: GiveNeeds,
  caller: Caller,
  userId: string,
  role: Role,
): Promise<Person> {
  const at = now()
  const { user } = await findToTouch(store, caller, userId, at)
  await store.change(async (tx) => {
    const isTaken = await keepingOwners(tx, caller.organization.id, at, () =>
      tx.roles.remove(caller.organization.id, userId, role),
    )
    if (!isTaken) throw new Refusal('not_found', { detail: NOT_HELD })
    const event = personEvent(at, caller, 'csp__remove_role', user, takenDetails(role))
    return { result: undefined, events: [event] }
  })
  return findPerson(store, caller, userId, now())
}

const NOT_HELD =
  'This role was not given to this person. What they hold through a group ends when they leave the group.'

type Assign = (
  tx: Changes,
  assign: () => Promise<void>,
) => Promise<'csp__assign_role' | 'csp__change_role_period'>

async function assigning(
  { store, now }: GiveNeeds,
  caller: Caller,
  userId: string,
  asked: AskedRole,
  change: Assign,
): Promise<Person> {
  const at = now()
  const { organization } = caller
  const { user } = await findToTouch(store, caller, userId, at)
  refuseUnsoundPeriod(asked, at)
  await refuseUnsoundRole({ store }, organization, userId, asked)
  refuseGivingMore(await giverOf(store, caller, at), [asked])
  await store.change(async (tx) => {
    const event = await keepingOwners(tx, organization.id, at, () =>
      change(tx, () => assignDirectly(tx, caller, userId, asked, at)),
    )
    return { result: undefined, events: [personEvent(at, caller, event, user, givenDetails(asked))] }
  })
  return findPerson(store, caller, userId, now())
}
