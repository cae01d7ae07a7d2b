/**
 * What people change about themselves: their name and their password. A new password ends every other session, and gives
 * this one another cookie: whoever had copied it is out.
 */
import { passwordChangedMail } from '../../domain/mail/account-mails.ts'
import { hashPassword } from '../../crypto/password.ts'
import { unsuitablePassword, type Owner } from '../../crypto/unsuitable-password.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import { keptNames } from '../kept-text.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { checkPassword, newCookie, refuseIfChanged, type NewSession } from './sign-in.ts'

export function editProfile(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  signedIn: SignedIn,
  given: { readonly firstName: string; readonly lastName: string },
): Promise<User> {
  const profile = keptNames(given)
  return store.change(async (tx) => {
    await tx.users.setProfile(signedIn.user.id, profile)
    return {
      result: { ...signedIn.user, ...profile },
      events: await inEachOrganization(tx, [auditEvent(now(), signedIn, 'csp__change_profile')]),
    }
  })
}

export async function changePassword(
  needs: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'signInThrottles' | 'sealing' | 'settings'>,
  signedIn: SignedIn,
  { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
): Promise<NewSession> {
  const { user, session, origin } = signedIn
  const given = { username: user.username, password: currentPassword }
  const checked = await checkPassword(needs, origin, given, { session })
  const memberships = await needs.store.organizations.listForMember(user.id)
  const organizations = memberships.flatMap(({ name, displayName }) => [name, displayName])
  const passwordHash = await suitablePasswordHash(newPassword, { ...user, organizations }, 'newPassword')
  const at = needs.now()
  const cookie = newCookie()
  const renewed = { ...session, authenticatedAt: at }
  return needs.store.change(async (tx) => {
    await refuseIfChanged(tx, checked)
    await tx.users.changePassword(user.id, passwordHash)
    await tx.sessions.endOthers(user.id, session.id)
    await tx.sessions.renew(session.id, needs.keyedHash.hashOf('session', cookie.reveal()), at)
    await enqueueMail(needs, tx, {
      kind: 'password_changed',
      to: user.email,
      organizationId: null,
      mail: passwordChangedMail({
        publicUrl: needs.settings.issuer,
        at,
        address: origin.address,
      }),
    })
    const event = auditEvent(at, signedIn, 'csp__change_password')
    return {
      result: { signedIn: { ...signedIn, session: renewed }, cookie },
      events: await inEachOrganization(tx, [event]),
    }
  })
}

/** The hash to store; refused, at the form's field, when the password is not a good one. */
export async function suitablePasswordHash(password: string, person: Owner, field: string): Promise<string> {
  const detail = await unsuitablePassword(password, person)
  if (detail !== undefined) throw new Refusal('password_unsuitable', { detail, fields: { [field]: detail } })
  return hashPassword(password)
}
