/**
 * Signs a person in. Unknown user, wrong password and deactivated user are one answer in one time.
 * When the throttles fail, nobody signs in: guessing must not get faster because something broke.
 */
import { randomAlphanumeric, randomUuid } from '../../crypto/random.ts'
import { verifyPassword } from '../../crypto/password.ts'
import { Secret } from '../../crypto/secret.ts'
import { networksOf } from '../../domain/address.ts'
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import type { Changes, Reads } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { countAll, giveBackAll, type Tries } from '../throttle.ts'

export type SignInRequest = { readonly username: string; readonly password: string }

/** The cookie's value is here and in the browser, nowhere else. */
export type NewSession = { readonly signedIn: SignedIn; readonly cookie: Secret }

type SignInNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now' | 'signInThrottles'>

/** @param earlierCookie of the session that the browser had, which ends: it would go on without anyone knowing it */
export async function signIn(
  needs: SignInNeeds,
  origin: Origin,
  request: SignInRequest,
  earlierCookie?: string,
): Promise<NewSession> {
  const checked = await checkPassword(needs, origin, request)
  const at = needs.now()
  return needs.store.change(async (tx) => {
    await refuseIfChanged(tx, checked)
    const events = await endEarlierSession(needs, tx, origin, earlierCookie)
    const opened = await openSession(needs, tx, checked.user, origin)
    return { result: opened, events: [...events, auditEvent(at, opened.signedIn, 'csp__user_login')] }
  })
}

export type CheckedPassword = { readonly user: User; readonly passwordHash: string }

/** The person, if the password is theirs; counts the failure otherwise. */
export async function checkPassword(
  { store, now, signInThrottles }: Omit<SignInNeeds, 'keyedHash'>,
  origin: Origin,
  { username, password }: SignInRequest,
): Promise<CheckedPassword> {
  const { pair, address, account } = signInThrottles
  // At least as coarse as the database's comparison: another spelling of a name is no fresh start.
  const name = username.normalize('NFKC').toLowerCase()
  const pairKey = `${name} ${networksOf(origin.address).near}`
  const tries: Tries = [
    [pair, pairKey],
    [address, origin.address],
    [account, name],
  ]
  countAll(tries)
  const { found, isRight } = await lookAt(store, username, password).catch((error: unknown) => {
    giveBackAll(tries)
    throw error
  })
  if (found !== undefined && isRight && found.user.deactivatedAt === null) {
    giveBackAll(tries)
    pair.forget(pairKey)
    return found
  }
  // For an unknown user too: a write that is left out could be measured from outside.
  const reason = found === undefined ? 'unknown_user' : isRight ? 'user_deactivated' : 'wrong_password'
  await store.recordEvents([
    auditEvent(now(), origin, 'csp__user_login_failed', { userId: found?.user.id, details: { reason } }),
  ])
  throw wrongCredentials()
}

async function lookAt({ users }: Pick<Reads, 'users'>, username: string, password: string) {
  const found = await users.findCredentials(username)
  return { found, isRight: await verifyPassword(password, found?.passwordHash) }
}

/** Checking takes a while; whoever changed the password meanwhile wanted those who know the old one out. */
export async function refuseIfChanged(
  tx: Pick<Changes, 'users'>,
  { user, passwordHash }: CheckedPassword,
): Promise<void> {
  const current = await tx.users.findCredentials(user.username)
  const isSame = current?.passwordHash === passwordHash && current.user.deactivatedAt === null
  if (!isSame) throw wrongCredentials()
}

const wrongCredentials = (): Refusal =>
  new Refusal('credentials_invalid', { detail: 'Check the user name and the password.' })

async function endEarlierSession(
  { keyedHash, now }: SignInNeeds,
  tx: Pick<Changes, 'sessions'>,
  origin: Origin,
  cookie: string | undefined,
): Promise<AuditEvent[]> {
  const earlier = cookie && (await tx.sessions.findByHash(keyedHash.hashOf('session', cookie)))
  if (!earlier) return []
  await tx.sessions.end(earlier.user.id, earlier.session.id)
  const target = { type: 'session', id: earlier.session.id }
  return [auditEvent(now(), { ...earlier, origin }, 'csp__end_session', { target })]
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
