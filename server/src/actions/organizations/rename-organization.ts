/** An owner calls their own organization something else. Its short name stays, scripts may have it. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Organization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { auditEvent } from '../audit.ts'
import { keptLine, LONGEST } from '../kept-text.ts'
import type { Needs } from '../needs.ts'

export async function renameOrganization(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  givenName: string,
): Promise<Organization> {
  if (!permits(caller.authority, 'organization.manage')) {
    throw new Refusal('forbidden', { detail: 'Only an organization owner can rename it. Ask one.' })
  }
  const displayName = keptLine(givenName, 'displayName', LONGEST.name)
  const { id, displayName: before } = caller.organization
  const event = auditEvent(now(), caller, 'csp__rename_organization', {
    target: { type: 'organization', id },
    details: { before, displayName },
  })
  return store.change(async (tx) => {
    await tx.organizations.setDisplayName(id, displayName)
    return { result: { ...caller.organization, displayName }, events: [event] }
  })
}
