/** Changes an organization's rules for its API tokens. What they forbid counts at the next exchange. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Policies } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'

export async function editPolicies(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  policies: Policies,
): Promise<Policies> {
  if (!permits(caller.authority, 'organization.manage')) {
    throw new Refusal('forbidden', { detail: 'Only an organization owner can change its policies.' })
  }
  const { id, tokensMayAdminister } = caller.organization
  const event = auditEvent(now(), caller, 'csp__edit_policies', {
    organizationId: id,
    target: { type: 'organization', id },
    details: { before: tokensMayAdminister, tokensMayAdminister: policies.tokensMayAdminister },
  })
  await store.change(async (tx) => {
    await tx.organizations.setPolicies(id, policies)
    return { result: undefined, events: [event] }
  })
  return policies
}
