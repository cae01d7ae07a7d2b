/**
 * Signs a person in. Unknown user, wrong password and deactivated user are one answer in one time.
 * When the throttles fail, nobody signs in: guessing must not get faster because something broke.
 */
import { randomAlphanumeric, randomUuid } from '../crypto/random.ts'
import { verifyPassword } from '../crypto/password.ts'
import { Secret } from '../crypto/secret.ts'
import type { Origin } from '../domain/audit-event.ts'
import type { SignedIn } from '../domain/caller.ts'
import { Refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import type { Changes } from '../store/store.ts'
import { auditEvent } from './audit.ts'
import type { Needs } from './needs.ts'

export type SignInRequest = { readonly username: string; readonly password: string }

/** The cookie's value is here and in the browser, nowhere else. */
export type NewSession = { readonly signedIn: SignedIn; readonly cookie: Secret }

type SignInNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now' | 'signInThrottles'>

export async function signIn(
  needs: SignInNeeds,
  origin: Origin,
  request: SignInRequest,
): Promise<NewSession> {
  const user = await checkPassword(needs, origin, request)
  return needs.store.change(async (tx) => {
    const opened = await openSession(needs, tx, user, origin)
    return { result: opened, events: [auditEvent(needs.now(), opened.signedIn, 'csp__user_login')] }
  })
}

/** The person, if the password is theirs; counts the failure otherwise. */
export async function checkPassword(
  { store, now, signInThrottles }: Omit<SignInNeeds, 'keyedHash'>,
  origin: Origin,
  { username, password }: SignInRequest,
): Promise<User> {
  const { pair, address, account } = signInThrottles
  const name = username.toLowerCase()
  const pairKey = `${name} ${origin.address}`
  const waits = [pair.waitSeconds(pairKey), address.waitSeconds(origin.address), account.waitSeconds(name)]
  const retryAfterSeconds = Math.max(...(await Promise.all(waits)))
  if (retryAfterSeconds > 0) {
    throw new Refusal('too_many_attempts', {
      retryAfterSeconds,
      detail: `Try again in ${retryAfterSeconds} seconds.`,
    })
  }
  const found = await store.users.findCredentials(username)
  const isRight = await verifyPassword(password, found?.passwordHash)
  if (found !== undefined && isRight && found.user.deactivatedAt === null) {
    await pair.forget(pairKey)
    return found.user
  }
  await Promise.all([pair.count(pairKey), address.count(origin.address), account.count(name)])
  if (found !== undefined) {
    const details = { reason: isRight ? 'user_deactivated' : 'wrong_password' }
    await store.recordEvents([
      auditEvent(now(), origin, 'csp__user_login_failed', { userId: found.user.id, details }),
    ])
  }
  throw new Refusal('credentials_invalid', { detail: 'Check the user name and the password.' })
}

/** A session with a new id and a new cookie; sessions that have ended are swept up on the way. */
export async function openSession(
  { keyedHash, now }: Pick<Needs, 'keyedHash' | 'now'>,
  tx: Pick<Changes, 'sessions'>,
  user: User,
  origin: Origin,
): Promise<NewSession> {
  const at = now()
  const cookie = newCookie()
  const session = {
    id: randomUuid(),
    userId: user.id,
    createdAt: at,
    authenticatedAt: at,
    lastSeenAt: at,
    address: origin.address,
    userAgent: origin.userAgent,
  }
  await tx.sessions.endExpired(at)
  await tx.sessions.insert(session, keyedHash.hashOf('session', cookie.reveal()))
  return { signedIn: { user, session, origin }, cookie }
}

/** 43 characters of 62: 256 bits. */
export const newCookie = (): Secret => new Secret(randomAlphanumeric(43))
