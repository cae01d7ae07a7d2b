/**
 * Invites the owner of an organization that has none, again or at another address. Once there is an owner who can act,
 * nobody from outside names another one.
 */
import type { Secret } from '../../crypto/secret.ts'
import { INVITATION_MS } from '../../domain/invitation.ts'
import type { Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { inviteFirstOwner, type LetterNeeds } from '../invitations/send-invitation.ts'
import { keptEmail } from '../kept-text.ts'
import type { Needs } from '../needs.ts'
import { operatorEvents, type Operator } from './operators.ts'

export type InvitedOwner = {
  readonly email: string
  readonly code: Secret
  readonly expiresAt: Instant
  readonly isMailed: boolean
}

export async function inviteOwner(
  needs: LetterNeeds & Pick<Needs, 'store'>,
  operator: Operator,
  id: string,
  givenEmail: string,
): Promise<InvitedOwner> {
  const email = keptEmail(givenEmail, 'email')
  const at = needs.now()
  return needs.store.change(async (tx) => {
    await tx.organizations.lock(id)
    const organization = await tx.organizations.findManaged(id)
    if (organization === undefined) throw new Refusal('not_found')
    if (organization.hasOwner) throw new Refusal('not_possible', { detail: HAS_OWNER })
    if ((await tx.invitations.memberEmails(id, [email])).length > 0) {
      const detail = `${email} is in the organization already. Invite somebody who is not.`
      throw new Refusal('not_possible', { detail, fields: { email: detail } })
    }
    // Of two links that make an owner, the one before must not work any more.
    for (const each of await tx.invitations.withdrawFirstOwners(id, at)) await tx.mail.cancel(each)
    const { code, isMailed, event } = await inviteFirstOwner(needs, tx, at, operator.by, {
      organizationId: id,
      email,
    })
    const events = [event, ...operatorEvents(at, operator, 'csp__invite_owner', id, { email })]
    return { result: { email, code, expiresAt: at + INVITATION_MS, isMailed }, events }
  })
}

const HAS_OWNER = 'The organization has an owner. Owners invite others themselves: ask one of them.'
