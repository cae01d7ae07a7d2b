/** What whoever holds the link can do: look at it, which changes nothing, and choose a new password, once. */
import { parseTokenString } from '../../crypto/token-string.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { passwordChangedMail } from '../../domain/mail/account-mails.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import type { PasswordReset } from '../../store/password-resets/password-resets-store.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import { wrongLink } from '../link-tries.ts'
import type { Needs } from '../needs.ts'
import { suitablePasswordHash } from '../sessions/change-account.ts'
import { mayReset } from './may-reset.ts'

type LinkNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now' | 'linkThrottle'>

export type LookedReset = {
  readonly reset: PasswordReset
  readonly user: User
  readonly state: 'open' | 'expired' | 'used'
}

export async function lookAtPasswordReset(
  needs: LinkNeeds,
  origin: Origin,
  code: string,
): Promise<LookedReset> {
  const { store, keyedHash, now } = needs
  const id = parseTokenString(code, 'i')?.id
  const found = id === undefined ? undefined : await store.passwordResets.find(id)
  if (found === undefined) keyedHash.burn('password-reset', code)
  if (found === undefined || !keyedHash.matches('password-reset', code, found.linkHash))
    throw wrongLink(needs, origin)
  const { reset, user } = found
  const isOver = reset.expiresAt <= now()
  return { reset, user, state: reset.usedAt !== null ? 'used' : isOver ? 'expired' : 'open' }
}

/** Ends every session of the person. Their API tokens go on: they are revoked on a page of their own. */
export async function usePasswordReset(
  needs: LinkNeeds & Pick<Needs, 'sealing' | 'settings'>,
  origin: Origin,
  { code, password }: { readonly code: string; readonly password: string },
): Promise<void> {
  const { store, now } = needs
  const { reset, user, state } = await lookAtPasswordReset(needs, origin, code)
  if (state !== 'open' || user.deactivatedAt !== null) throw new Refusal('link_over')
  const memberships = await store.organizations.listForMember(user.id)
  const organizations = memberships.flatMap(({ name, displayName }) => [name, displayName])
  const passwordHash = await suitablePasswordHash(password, { ...user, organizations }, 'password')
  const at = now()
  await store.change(async (tx) => {
    if (!(await tx.passwordResets.use(reset.id, at))) throw new Refusal('link_over')
    if (reset.requestedBy !== null && !(await mayReset(tx, reset.requestedBy, user.id, at)))
      throw new Refusal('link_over', {
        detail: 'Whoever made the link may not do so any more. Ask for a new one.',
      })
    await tx.users.changePassword(user.id, passwordHash)
    await tx.sessions.endAll(user.id)
    await tx.mail.cancel(user.id)
    await enqueueMail(needs, tx, {
      kind: 'password_changed',
      to: user.email,
      organizationId: null,
      mail: passwordChangedMail({ publicUrl: needs.settings.issuer, at, address: origin.address }),
    })
    const event = auditEvent(at, origin, 'csp__use_password_reset', {
      userId: user.id,
      target: { type: 'user', id: user.id },
      details: { requestedBy: reset.requestedBy },
    })
    return { result: undefined, events: await inEachOrganization(tx, [event]) }
  })
}
