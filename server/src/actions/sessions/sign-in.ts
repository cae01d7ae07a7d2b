/**
 * Signs a person in. Unknown user, wrong password and deactivated user are one answer in one time.
 * When the throttles fail, nobody signs in: guessing must not get faster because something broke.
 */
import { randomAlphanumeric, randomUuid } from '../../crypto/random.ts'
import { hashPassword, isOutdated, verifyPassword } from '../../crypto/password.ts'
import { Secret } from '../../crypto/secret.ts'
import { networksOf } from '../../domain/address.ts'
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newDeviceMail } from '../../domain/mail/account-mails.ts'
import type { User } from '../../domain/user.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { deviceOf, withMarkOf } from './device-marks.ts'
import { accountName, beginTry, isPlaceKnown, placeHash, type Presence } from './sign-in-tries.ts'

export type SignInRequest = { readonly username: string; readonly password: string }

/** The cookie's value is here and in the browser, nowhere else. */
export type NewSession = {
  readonly signedIn: SignedIn
  readonly cookie: Secret
  /** What the browser is to keep from now on, when that changed. */
  readonly deviceMarks?: string
}

/** What the browser sent besides; nobody has looked at it. */
export type EarlierCookies = {
  /** Of the session that the browser had, which ends: it would go on without anyone knowing it. */
  readonly session?: string | undefined
  readonly deviceMarks?: string | undefined
}

type SignInNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now' | 'signInThrottles'>

export async function signIn(
  needs: SignInNeeds & Pick<Needs, 'sealing' | 'settings'>,
  origin: Origin,
  request: SignInRequest,
  earlier: EarlierCookies = {},
): Promise<NewSession> {
  const { deviceMarks } = earlier
  const checked = await checkPassword(needs, origin, request, { deviceMarks }).catch(
    async (error: unknown) => {
      throw await tellingWhose(needs, error, request.username)
    },
  )
  const renewedHash = isOutdated(checked.passwordHash) ? await hashPassword(request.password) : undefined
  const at = needs.now()
  return needs.store.change(async (tx) => {
    await refuseIfChanged(tx, checked)
    if (renewedHash !== undefined) await tx.users.setPasswordHash(checked.user.id, renewedHash)
    await warnOfNewDevice(needs, tx, checked.user, { origin, deviceMarks, username: request.username })
    const events = await endEarlierSession(needs, tx, origin, earlier.session)
    const opened = await openSession(needs, tx, checked.user, origin)
    return {
      result: { ...opened, deviceMarks: withMarkOf(needs, deviceMarks, accountName(request.username)) },
      events: [
        ...(await inEachOrganization(tx, events)),
        ...(await inEachOrganization(tx, [auditEvent(at, opened.signedIn, 'csp__user_login')])),
      ],
    }
  })
}

/** Before the place is remembered. A browser that moves and a new browser at a known place are both nothing new. */
async function warnOfNewDevice(
  needs: Pick<Needs, 'keyedHash' | 'now' | 'sealing' | 'settings'>,
  tx: Pick<Changes, 'sessions' | 'mail'>,
  user: User,
  given: {
    readonly origin: Origin
    readonly deviceMarks: string | undefined
    readonly username: string
  },
): Promise<void> {
  const { origin, deviceMarks, username } = given
  if (deviceOf(needs, deviceMarks, accountName(username)) !== undefined) return
  if (await isPlaceKnown(needs, tx, user.id, networksOf(origin.address).near)) return
  await enqueueMail(needs, tx, {
    kind: 'new_device',
    to: user.email,
    organizationId: null,
    mail: newDeviceMail({
      publicUrl: needs.settings.issuer,
      at: needs.now(),
      address: origin.address,
      userAgent: origin.userAgent,
    }),
  })
}

export type CheckedPassword = { readonly user: User; readonly passwordHash: string }

/** The person, if the password is theirs; counts the failure otherwise. */
export async function checkPassword(
  needs: SignInNeeds,
  origin: Origin,
  { username, password }: SignInRequest,
  presence: Presence,
): Promise<CheckedPassword> {
  const { store, now } = needs
  const begun = beginTry(needs, origin, username, presence)
  const look = async () => {
    const found = await store.users.findCredentials(username)
    const place = await begun.placeFor(found?.user.id)
    return { found, isRight: await verifyPassword(password, found?.passwordHash, place) }
  }
  const { found, isRight } = await look().catch((error: unknown) => {
    begun.giveBack()
    throw error
  })
  if (found !== undefined && isRight && found.user.deactivatedAt === null) {
    begun.succeed()
    return found
  }
  // For an unknown user too: a write that is left out could be measured from outside.
  const reason = found === undefined ? 'unknown_user' : isRight ? 'user_deactivated' : 'wrong_password'
  const event = auditEvent(now(), origin, 'csp__user_login_failed', {
    userId: found?.user.id,
    details: { reason },
  })
  await store.recordEvents(await inEachOrganization(store, [event]))
  throw wrongCredentials()
}

/** Whose account was tried too often is worth knowing, though not for whoever tries. */
async function tellingWhose(
  { store }: Pick<Needs, 'store'>,
  error: unknown,
  username: string,
): Promise<unknown> {
  if (error instanceof Refusal && error.code === 'too_many_attempts')
    error.userId = (await store.users.findCredentials(username))?.user.id
  return error
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

export async function endEarlierSession(
  { keyedHash, now }: Pick<Needs, 'keyedHash' | 'now'>,
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

/** Of one account. */
const MOST_PLACES = 20

/** A session with a new id and a new cookie, whose place is known from now on; sessions that have ended are swept up on the way. */
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
  const { near } = networksOf(origin.address)
  await tx.sessions.rememberPlace(user.id, placeHash({ keyedHash }, user.id, near), at, MOST_PLACES)
  return { signedIn: { user, session, origin }, cookie }
}

/** 43 characters of 62: 256 bits. */
export const newCookie = (): Secret => new Secret(randomAlphanumeric(43))
