/** Removes a service that this organization provides, and every role that anybody holds of it, wherever it was added. */
import type { Caller } from '../../domain/caller.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { findProvided, refuseUnlessManager } from './managed-service.ts'

export async function removeService(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
): Promise<void> {
  refuseUnlessManager(caller)
  const { organization } = caller
  await store.change(async (tx) => {
    await tx.services.lock(organization.id, id)
    const { name } = await findProvided(tx, organization.id, id)
    const others = (await tx.services.organizationsOf(id)).filter((each) => each !== organization.id)
    await tx.services.remove(organization.id, id)
    const at = now()
    const what = { target: { type: 'service', id }, details: { name } }
    return {
      result: undefined,
      events: [
        auditEvent(at, caller, 'csp__remove_service', what),
        // They learn that it is gone, and not who of another organization did it.
        ...others.map((organizationId) =>
          auditEvent(at, null, 'csp__remove_service', { organizationId, ...what }),
        ),
      ],
    }
  })
}
