/**
 * Puts another definition in place of an app's. What people allowed it stays what they allowed: what it may ask for from now
 * on they are asked for again.
 */
import type { Caller } from '../../domain/caller.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { isFromUrl } from '../../domain/oauth/client-url.ts'
import { Refusal } from '../../domain/refusal.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { ownApp, refuseScopesBeyond, refuseTouchingMore } from './app-authority.ts'
import { appEvent } from './app-event.ts'
import { refuseTaken } from './create-app.ts'
import { refuseLongerLife } from './new-secret.ts'
import { soundDefinition, type OAuthAppDefinition } from './sound-app.ts'

export async function editApp(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  change: (present: OAuthApp) => OAuthAppDefinition,
): Promise<OAuthApp> {
  refuseWithout(caller, 'oauth-apps.manage')
  return store.change(async (tx) => {
    const before = await ownApp(tx, caller, id)
    if (isFromUrl(before))
      throw new Refusal('not_possible', {
        detail: 'The application says itself what it is, at its address. Deactivate it, or remove it.',
      })
    const at = now()
    const definition = soundDefinition(before, change(before))
    await refuseTouchingMore(tx, caller, before, at)
    if (!isSame(definition.allowedScopes, before.allowedScopes))
      await refuseScopesBeyond(tx, caller, { ...before, ...definition })
    if (definition.publicKeys.length > 0 && !isSame(definition.publicKeys, before.publicKeys))
      refuseLongerLife(null, caller)
    const after: OAuthApp = { ...before, ...definition, changedAt: at }
    await tx.oauthApps.update(after).catch((error: unknown) => refuseTaken(error))
    const changed = (Object.keys(definition) as (keyof typeof definition)[]).filter(
      (name) => !isSame(definition[name], before[name]),
    )
    const details = { name: after.name, changed }
    return { result: after, events: [appEvent(at, caller, 'csp__edit_oauth_app', id, details)] }
  })
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
