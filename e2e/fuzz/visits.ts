/**
 * Callers of every kind with what belongs to them, kept for as long as nothing was changed: whatever a request ended or
 * revoked, the next one comes from somebody whose credentials are good.
 */
import { cookieName } from '../../server/testing/people.ts'
import { openSession } from '../../server/src/actions/sessions/sign-in.ts'
import { MINUTE_MS } from '../../server/src/domain/instant.ts'
import type { User } from '../../server/src/domain/user.ts'
import { accessTokenFor } from '../../server/testing/compatible.ts'
import { apiTokensPath, generate, request } from '../../server/testing/requests.ts'
import { thingsToManage } from '../../server/testing/things-to-manage.ts'
import type { Target } from './target.ts'

export const CALLERS = ['nobody', 'stranger', 'member', 'owner', 'narrow', 'wide', 'admin'] as const
/**
 * - stranger: the owner of another organization, with a session; what is asked for is the member's
 * - member, owner: with a session
 * - narrow, wide: an access token of the member's that may do nothing, or all
 * - admin: an access token of the owner's that may do all
 */
export type CallerKind = (typeof CALLERS)[number]

export const hasAccessToken = (kind: CallerKind): boolean => ['narrow', 'wide', 'admin'].includes(kind)
export const hasSession = (kind: CallerKind): boolean => ['stranger', 'member', 'owner'].includes(kind)

export type Visit = {
  readonly cookie: string | undefined
  readonly accessToken: string | undefined
  /** What `${name}` stands for in a request. */
  readonly ids: Readonly<Record<string, string>>
}

const ORIGIN = { requestId: 'fuzz', address: '127.0.0.1', userAgent: 'fuzz' }

export async function createVisits(target: Target) {
  const { acme } = target
  const { store, signInThrottles } = acme.app.needs
  const known = new Map<CallerKind, Visit>()
  const passwords = [acme.member, acme.owner, acme.stranger].map(async (user) => ({
    user,
    hash: (await store.users.findCredentials(user.username))!.passwordHash,
  }))
  const settled = await Promise.all(passwords)
  await acme.give(acme.owner, 'platform_operator')
  let since = acme.clock.now

  /** A session for each of these, in one transaction. */
  const sessionsOf = (...users: User[]) =>
    store.change(async (tx) => {
      const sessions = []
      for (const user of users) {
        const { cookie, signedIn } = await openSession(acme.app.needs, tx, user, ORIGIN)
        const value = cookie.reveal()
        sessions.push({ id: signedIn.session.id, value, cookie: `${cookieName(acme)}=${value}` })
      }
      return { result: sessions, events: [] }
    })

  const visitOf = async (kind: CallerKind): Promise<Visit> => {
    const user: User = kind === 'owner' || kind === 'admin' ? acme.owner : acme.member
    const [theirs, headers, own] = await sessionsOf(user, user, kind === 'stranger' ? acme.stranger : user)
    // Whoever came before may have changed it.
    await acme.app.needs.store.change(async (tx) => {
      await tx.organizations.setPolicies(acme.organization.id, { tokensMayAdminister: true })
      return { result: undefined, events: [] }
    })
    const managed = await thingsToManage(acme, user)
    const old = await generate(acme, { cookie: headers!.cookie })
    // So that there is an old value to be ended.
    const { body: token } = await request(acme, 'POST', `${apiTokensPath(acme)}/${old.apiToken.id}/value`, {
      headers: { cookie: headers!.cookie },
      body: { overlap: 'one_day' },
    })
    const other = await generate(
      acme,
      { cookie: headers!.cookie },
      {
        scopes: kind === 'narrow' ? {} : { openId: true, administration: true, allRoles: true },
      },
    )
    const accessToken = await accessTokenFor(acme, other.value)
    const given = {
      ...{
        apiTokenValue: token.value,
        oldApiTokenValue: old.value,
        otherApiTokenValue: other.value,
        accessToken,
      },
      ...{ sessionCookie: own!.value, otherSessionCookie: theirs!.value },
      ...{ invitationCode: managed.invitationCode, resetCode: managed.resetCode },
    }
    for (const [name, secret] of Object.entries(given)) target.guard(`${name} of ${kind}`, secret)
    return {
      cookie: hasSession(kind) ? own!.cookie : undefined,
      accessToken: hasAccessToken(kind) ? accessToken : undefined,
      ids: {
        ...given,
        ...managed,
        organizationId: acme.organization.id,
        otherOrganizationId: acme.other.id,
        apiTokenId: token.apiToken.id,
        otherApiTokenId: other.apiToken.id,
        valueId: old.apiToken.valueId,
        presentValueId: token.apiToken.valueId,
        sessionId: theirs!.id,
        inventoryId: acme.inventory.id,
        billingId: acme.billing.id,
        selfId: user.id,
      },
    }
  }

  /** Whoever comes next is new. */
  const changed = async (): Promise<void> => {
    known.clear()
    target.release()
    since = acme.clock.now
    await store.change(async (tx) => {
      for (const { user, hash } of settled) {
        await tx.users.setPasswordHash(user.id, hash)
        await tx.sessions.endOthers(user.id, '')
      }
      // Who accepted an invitation is a stranger again.
      await tx.organizations.removeMember(acme.organization.id, acme.stranger.id)
      return { result: undefined, events: [] }
    })
    for (const { user } of settled) signInThrottles.account.forget(user.username)
  }

  return {
    changed,
    async of(kind: CallerKind): Promise<Visit> {
      if (acme.clock.now - since > 5 * MINUTE_MS) await changed()
      const visit = known.get(kind) ?? (await visitOf(kind))
      known.set(kind, visit)
      return visit
    },
  }
}
