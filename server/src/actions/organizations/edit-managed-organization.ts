/**
 * Renames, suspends or reopens an organization. Suspending revokes nothing: its API tokens are refused from the next
 * exchange on, and reopening brings back what was not revoked in between.
 */
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { ManagedOrganization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { keptLine, LONGEST } from '../kept-text.ts'
import type { Needs } from '../needs.ts'
import { operatorEvents, type Operator } from './operators.ts'

export type OrganizationEdit = { readonly displayName?: string; readonly isSuspended?: boolean }

export async function editManagedOrganization(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  operator: Operator,
  id: string,
  { displayName: givenName, isSuspended }: OrganizationEdit,
): Promise<ManagedOrganization> {
  const displayName = givenName === undefined ? undefined : keptLine(givenName, 'displayName', LONGEST.name)
  const at = now()
  return store.change(async (tx) => {
    const before = await tx.organizations.findManaged(id)
    if (before === undefined) throw new Refusal('not_found')
    if (isSuspended === true && before.isHome) throw new Refusal('not_possible', { detail: HOME_STAYS })
    const events: AuditEvent[] = []
    const tell = (...[name, details]: [Parameters<typeof operatorEvents>[2], AuditEvent['details']]) =>
      events.push(...operatorEvents(at, operator, name, id, details))
    if (displayName !== undefined && displayName !== before.displayName) {
      await tx.organizations.setDisplayName(id, displayName)
      tell('csp__rename_organization', { before: before.displayName, displayName })
    }
    if (isSuspended !== undefined) {
      // Suspending twice is not an error, and keeps the first instant.
      const isChanged = await tx.organizations.setSuspendedAt(id, isSuspended ? at : null)
      if (isChanged)
        tell(isSuspended ? 'csp__suspend_organization' : 'csp__reopen_organization', {
          displayName: displayName ?? before.displayName,
        })
    }
    const after = await tx.organizations.findManaged(id)
    return { result: after ?? before, events }
  })
}

const HOME_STAYS =
  'The home organization can’t be suspended: the others are looked after from it. Suspend another one.'
