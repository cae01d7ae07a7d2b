/**
 * Puts another definition in place of a service's. What is left out is taken from everyone who holds it, in the same
 * transaction; and nobody widens a role that may be theirs: owners apart, one puts into it only what one holds for good.
 */
import { actsAsOwner, lastingPermissions, type Giver } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service, ServiceDefinition } from '../../domain/service.ts'
import { widening } from '../../domain/service-change.ts'
import type { Needs } from '../needs.ts'
import { giverOf } from '../roles/giving.ts'
import { findProvided, refuseUnlessManager } from './managed-service.ts'
import { soundDefinition } from './sound-definition.ts'
import { writeDefinition } from './write-service.ts'

export async function changeService(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
  definition: ServiceDefinition,
  refuseUnread: (present: Service) => void = () => {},
): Promise<Service> {
  refuseUnlessManager(caller)
  const { organization } = caller
  return store.change(async (tx) => {
    await tx.services.lock(organization.id, id)
    const before = await findProvided(tx, organization.id, id)
    refuseUnread(before)
    const after: Service = {
      ...before,
      ...soundDefinition({ ...definition, name: before.name }, settings),
    }
    const at = now()
    refuseWidening(await giverOf(tx, caller, at), before, after)
    return { result: after, events: [await writeDefinition({ tx, at, by: caller }, before, after)] }
  })
}

function refuseWidening(giver: Giver, before: Service, after: Service): void {
  if (actsAsOwner(giver.authority)) return
  const own = lastingPermissions(giver, before.id)
  for (const [role, more] of widening(before, after)) {
    const beyond = more.filter((permission) => !own.has(permission))
    if (beyond.length === 0) continue
    throw new Refusal('forbidden', {
      detail: `Only an organization owner can put ${beyond[0]} into ${role}, which people may hold. Make a new role with it, or ask an owner.`,
    })
  }
}
