/**
 * Puts another definition in place of a service's. What is left out is taken from everyone who holds it, in the same
 * transaction; and nobody widens a role that may be theirs: owners apart, one puts into it only what one holds for good.
 */
import { actsAsOwner } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { heldAt, type HeldRole } from '../../domain/held-role.ts'
import { Refusal } from '../../domain/refusal.ts'
import { rolesCovered } from '../../domain/scope.ts'
import type { Service, ServiceDefinition } from '../../domain/service.ts'
import { widening } from '../../domain/service-change.ts'
import type { Needs } from '../needs.ts'
import { findProvided, refuseUnlessManager } from './managed-service.ts'
import { soundDefinition } from './sound-definition.ts'
import { writeDefinition } from './write-service.ts'

export async function changeService(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
  definition: ServiceDefinition,
): Promise<Service> {
  refuseUnlessManager(caller)
  const { organization, user } = caller
  return store.change(async (tx) => {
    await tx.services.lock(organization.id, id)
    const before = await findProvided(tx, organization.id, id)
    const after: Service = {
      ...before,
      ...soundDefinition({ ...definition, name: before.name }, settings),
    }
    const at = now()
    const held = await tx.roles.heldBy(user.id, organization.id)
    refuseWidening(caller, before, after, heldAt(held, at))
    return { result: after, events: [await writeDefinition({ tx, at, by: caller }, before, after)] }
  })
}

function refuseWidening(caller: Caller, before: Service, after: Service, held: readonly HeldRole[]): void {
  if (actsAsOwner(caller.authority)) return
  const own = new Set(
    rolesCovered(caller.authority.grants, held)
      .filter((role) => role.serviceId === before.id && role.resource === null && role.endsAt === null)
      .flatMap(({ permissions }) => permissions),
  )
  for (const [role, more] of widening(before, after)) {
    const beyond = more.filter((permission) => !own.has(permission))
    if (beyond.length === 0) continue
    throw new Refusal('forbidden', {
      detail: `Only an organization owner can put ${beyond[0]} into ${role}, which people may hold. Make a new role with it, or ask an owner.`,
    })
  }
}
