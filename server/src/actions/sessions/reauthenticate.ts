/** Takes the password once more, so that an unattended session can't generate tokens. The cookie is replaced. */
import type { SignedIn } from '../../domain/caller.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { checkPassword, newCookie, refuseIfChanged, type NewSession } from './sign-in.ts'

export async function reauthenticate(
  needs: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'signInThrottles'>,
  signedIn: SignedIn,
  password: string,
): Promise<NewSession> {
  const { user, session: present, origin } = signedIn
  const checked = await checkPassword(
    needs,
    origin,
    { username: user.username, password },
    { session: present },
  )
  const at = needs.now()
  const cookie = newCookie()
  const session = { ...present, authenticatedAt: at }
  return needs.store.change(async (tx) => {
    await refuseIfChanged(tx, checked)
    await tx.sessions.renew(session.id, needs.keyedHash.hashOf('session', cookie.reveal()), at)
    return {
      result: { signedIn: { ...signedIn, session }, cookie },
      events: await inEachOrganization(tx, [auditEvent(at, signedIn, 'csp__user_reauthenticated')]),
    }
  })
}
