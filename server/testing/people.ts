/** Callers of every kind without their passwords: what tests send in place of signing in, which takes a while on purpose. */
import { openSession } from '../src/actions/sessions/sign-in.ts'
import type { Origin } from '../src/domain/audit-event.ts'
import type { User } from '../src/domain/user.ts'
import { sessionCookieName } from '../src/http/session-cookie.ts'
import type { Acme } from './acme.ts'
import { accessTokenFor } from './compatible.ts'
import { generate } from './requests.ts'

export type Credentials = Readonly<Record<string, string>>

const ORIGIN: Origin = { requestId: 'test', address: '127.0.0.1', userAgent: 'test' }

/** The header of a session that begins now. */
export async function sessionOf(
  { app: { needs } }: Pick<Acme, 'app'>,
  user: User,
): Promise<{ cookie: string }> {
  const { cookie } = await needs.store.change(async (tx) => ({
    result: await openSession(needs, tx, user, ORIGIN),
    events: [],
  }))
  return { cookie: `${sessionCookieName(needs.settings.issuer)}=${cookie.reveal()}` }
}

/** The header of an access token of an API token generated now: all roles unless said otherwise. */
export async function accessTokenOf(
  acme: Pick<Acme, 'app' | 'organization'>,
  user: User,
  { scopes = { allRoles: true }, ...narrowing }: { scopes?: object; scope?: string } = {},
): Promise<Credentials> {
  const { value } = await generate(acme, await sessionOf(acme, user), { scopes })
  return { 'csp-auth-token': await accessTokenFor(acme, value, narrowing) }
}

export async function deactivate({ app: { needs } }: Pick<Acme, 'app'>, user: User): Promise<void> {
  await needs.store.change(async (tx) => {
    await tx.users.setDeactivatedAt(user.id, needs.now())
    return { result: undefined, events: [] }
  })
}

export const cookieName = ({ app }: Pick<Acme, 'app'>): string => sessionCookieName(app.needs.settings.issuer)
