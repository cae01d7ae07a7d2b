/** Makes an OAuth app. One that proves itself by a secret gets its first, which is seen in this answer and nowhere else. */
import { randomAppId } from '../../crypto/random.ts'
import type { Caller } from '../../domain/caller.ts'
import { TANZU_CLI, type OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { refuseScopesBeyond } from './app-authority.ts'
import { appEvent } from './app-event.ts'
import { madeSecret, refuseLongerLife, secretEvent, type MadeSecret } from './new-secret.ts'
import { soundDefinition, type OAuthAppDefinition } from './sound-app.ts'

export type NewOAuthApp = OAuthAppDefinition &
  Pick<OAuthApp, 'kind'> & {
    /** One that programs know already; otherwise the app gets one of its own. */
    readonly id?: typeof TANZU_CLI.id | undefined
  }

export type CreatedOAuthApp = { readonly app: OAuthApp; readonly secret: MadeSecret | null }

export async function createApp(
  { store, keyedHash, now, settings }: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'settings'>,
  caller: Caller,
  { id: wanted, kind, ...given }: NewOAuthApp,
): Promise<CreatedOAuthApp> {
  refuseWithout(caller, 'oauth-apps.manage')
  if (wanted !== undefined) refuseUnlessItsPlace(caller, kind)
  const id = wanted ?? randomAppId()
  const definition = soundDefinition({ id, kind }, given)
  const at = now()
  if (definition.authentication === 'private_key_jwt') refuseLongerLife(null, caller)
  const app: OAuthApp = {
    ...definition,
    ...{ id, kind, organizationId: caller.organization.id },
    ...{ createdAt: at, createdBy: caller.user.id, changedAt: at },
    ...{ deactivatedAt: null, deactivatedBy: null },
  }
  const endsAt = caller.authority.expiresAt
  const made =
    app.authentication === 'secret' ? madeSecret(keyedHash, caller, { name: 'First', endsAt, at }) : null
  return store.change(async (tx) => {
    await refuseScopesBeyond(tx, caller, app)
    await refuseOneMoreApp(tx, caller, settings.oauthApps.perOrganization)
    await tx.oauthApps.insert(app).catch((error: unknown) => refuseTaken(error, wanted !== undefined))
    const events = [appEvent(at, caller, 'csp__create_oauth_app', id, { name: app.name, kind })]
    if (made !== null) {
      await tx.oauthApps.insertSecret(id, made.kept)
      events.push(secretEvent(at, caller, 'csp__add_oauth_secret', id, made.kept))
    }
    return { result: { app, secret: made && { value: made.value, secret: made.kept } }, events }
  })
}

/** Of its own and added ones together. */
export async function refuseOneMoreApp(tx: Changes, caller: Caller, most: number): Promise<void> {
  await tx.organizations.lock(caller.organization.id)
  if ((await tx.oauthApps.countOf(caller.organization.id)) < most) return
  throw new Refusal('limit_reached', {
    detail: `An organization can have ${most} OAuth apps. Remove one that is not needed any more, then try again.`,
  })
}

/** There is one of it in the installation: whoever made it somewhere else could keep it from everybody. */
function refuseUnlessItsPlace({ organization }: Caller, kind: OAuthApp['kind']): void {
  if (organization.isHome && kind === 'native') return
  throw new Refusal('not_possible', {
    detail: `${TANZU_CLI.id} is a native app of the home organization. Once it is there and shared, add it by its id.`,
  })
}

export function refuseTaken(error: unknown, isKnownId = false): never {
  if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  const detail = isKnownId
    ? 'There is an OAuth app of this id or of this name already. Look at it in the list.'
    : 'There is an OAuth app of this name already. Choose another name.'
  throw new Refusal('name_taken', { detail, fields: { name: detail }, cause: error })
}
