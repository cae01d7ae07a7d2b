/**
 * Secrets of an app: made one beside the other, so that one can be replaced without a gap, and ended. One that leaked ends
 * with what came of it: whose refresh tokens were got with it can't be told, so that everyone is asked again.
 */
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { soonest, type Instant } from '../../domain/instant.ts'
import type { OAuthApp, OAuthAppSecret } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import { keptLine, LONGEST } from '../kept-text.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { ownApp, refuseTouchingMore } from './app-authority.ts'
import { isInForce, madeSecret, refuseLongerLife, secretEvent, type MadeSecret } from './new-secret.ts'

export type NewSecret = {
  readonly name: string
  /** Null for none. */
  readonly expiresAt: Instant | null
  /** When those that there are end: at once, at an instant, or (null) as they would anyway. */
  readonly othersEndAt: 'now' | Instant | null
}

export async function addSecret(
  { store, keyedHash, now, settings }: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
  { name: given, expiresAt, othersEndAt }: NewSecret,
): Promise<MadeSecret> {
  refuseWithout(caller, 'oauth-apps.manage')
  const name = keptLine(given, 'name', LONGEST.name)
  const at = now()
  refusePast({ expiresAt, othersEndAt }, at)
  // Unless it says otherwise, it lives as long as it may.
  const endsAt = expiresAt ?? caller.authority.expiresAt
  refuseLongerLife(endsAt, caller)
  const { value, kept } = madeSecret(keyedHash, caller, { name, endsAt, at })
  return store.change(async (tx) => {
    const app = await ownApp(tx, caller, id)
    refuseUnlessBySecret(app)
    await refuseTouchingMore(tx, caller, app, at)
    const events = []
    const others = (await tx.oauthApps.secretsOf(id)).filter((secret) => isInForce(secret, at))
    if (othersEndAt !== null) {
      for (const other of others) {
        const ended = endingAt(other, othersEndAt === 'now' ? at : othersEndAt, at)
        await tx.oauthApps.endSecret(id, other.id, ended)
        events.push(secretEvent(at, caller, 'csp__end_oauth_secret', id, { ...other, ...ended }))
      }
    }
    if (othersEndAt !== 'now') refuseOneMoreSecret(others.length, settings.oauthApps.secrets)
    await tx.oauthApps.insertSecret(id, kept)
    await tx.oauthApps.forgetEndedSecrets(id, at)
    events.push(secretEvent(at, caller, 'csp__add_oauth_secret', id, kept))
    return { result: { value, secret: kept }, events }
  })
}

/** Ending one that has ended is nothing to do, unless it leaked. */
export async function endSecret(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  secretId: string,
  { hasLeaked }: { readonly hasLeaked: boolean },
): Promise<void> {
  refuseWithout(caller, 'oauth-apps.manage')
  await store.change(async (tx) => {
    await ownApp(tx, caller, id)
    const secret = (await tx.oauthApps.secretsOf(id)).find((each) => each.id === secretId)
    if (secret === undefined) throw new Refusal('not_found')
    const at = now()
    const isEnded = await tx.oauthApps.endSecret(id, secretId, endingAt(secret, at, at))
    if (!isEnded && !hasLeaked) return { result: undefined, events: [] }
    const details: AuditEvent['details'] = hasLeaked
      ? { hasLeaked, endedGrants: await tx.oauthApps.endGrants(id, at) }
      : {}
    const event = secretEvent(at, caller, 'csp__end_oauth_secret', id, { ...secret, expiresAt: at }, details)
    return { result: undefined, events: [event] }
  })
}

type End = Parameters<Changes['oauthApps']['endSecret']>[2]

const endingAt = ({ expiresAt }: OAuthAppSecret, end: Instant, now: Instant): End =>
  end <= now ? { expiresAt, revokedAt: now } : { expiresAt: soonest(expiresAt, end), revokedAt: null }

function refusePast({ expiresAt, othersEndAt }: Omit<NewSecret, 'name'>, now: Instant): void {
  for (const [field, end] of Object.entries({ expiresAt, othersEndAt })) {
    if (typeof end !== 'number' || end > now) continue
    const detail = 'It would have ended already. Give an end that is still to come.'
    throw new Refusal('lifetime_invalid', { detail, fields: { [field]: detail } })
  }
}

function refuseUnlessBySecret({ authentication }: OAuthApp): void {
  if (authentication === 'secret') return
  throw new Refusal('not_possible', {
    detail: 'The OAuth app does not prove itself by a secret. Change how it does first.',
  })
}

function refuseOneMoreSecret(inForce: number, most: number): void {
  if (inForce < most) return
  throw new Refusal('limit_reached', {
    detail: `${most} secrets of an OAuth app may be in force at a time. End one, or replace them now.`,
  })
}
