/** A one-time link with which a person chooses a new password, for whoever made it to hand over. */
import type { Secret } from '../../crypto/secret.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import { actsAsOwner } from '../../domain/assigning.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { DAY_MS } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { mayReset } from './may-reset.ts'

type ResetNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now'>

export type MadePasswordReset = { readonly user: User; readonly code: Secret; readonly expiresAt: number }

export async function makePasswordReset(
  needs: ResetNeeds,
  caller: Caller,
  userId: string,
): Promise<MadePasswordReset> {
  const { store, now } = needs
  const { authority, organization, session } = caller
  const isOperator = permits(authority, 'organizations.manage')
  if (!isOperator && !actsAsOwner(authority))
    throw new Refusal('forbidden', { detail: 'Only an organization owner makes such a link.' })
  // It would become a session, which can do more than any API token, and for longer.
  if (session === null)
    throw new Refusal('forbidden', { detail: 'An access token can’t do this. Do it in the console.' })
  const member = await store.organizations.findMember(organization.id, userId)
  const user = member?.user ?? (isOperator ? await store.users.find(userId) : undefined)
  if (user === undefined) throw new Refusal('not_found')
  if (!(await mayReset(store, caller.user.id, user.id, now())))
    throw new Refusal('forbidden', {
      detail: `${user.username} belongs to other organizations too, or looks after all of them: only a platform operator makes this link.`,
    })
  return put(needs, caller, user, caller.user.id)
}

/** For whoever runs the installation, at the machine. */
export async function makePasswordResetAtTheMachine(
  needs: ResetNeeds,
  origin: Origin,
  username: string,
): Promise<MadePasswordReset> {
  const found = await needs.store.users.findCredentials(username)
  if (found === undefined)
    throw new Refusal('not_found', { detail: 'Nobody has this user name. Check how it is written.' })
  return put(needs, origin, found.user, null)
}

async function put(
  { store, keyedHash, now }: ResetNeeds,
  who: Caller | Origin,
  user: User,
  requestedBy: string | null,
): Promise<MadePasswordReset> {
  const at = now()
  const { id, value: code } = makeTokenString('i')
  const reset = {
    ...{ id, userId: user.id, requestedBy },
    ...{ createdAt: at, expiresAt: at + DAY_MS, usedAt: null },
  }
  return store.change(async (tx) => {
    // Those before are gone, and so is what would have told of them.
    await tx.mail.cancel(user.id)
    await tx.passwordResets.insert(reset, keyedHash.hashOf('password-reset', code.reveal()))
    const target = { type: 'user', id: user.id }
    const toldTo = (organizationId: string | null) =>
      auditEvent(at, who, 'csp__make_password_reset', { organizationId, target })
    const organizations = await tx.organizations.listForMember(user.id)
    const events = organizations.length === 0 ? [toldTo(null)] : organizations.map(({ id }) => toldTo(id))
    return { result: { user, code, expiresAt: reset.expiresAt }, events }
  })
}
