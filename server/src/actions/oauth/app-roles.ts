/** What a machine holds in an organization that has the app: given as roles are given to people, by who may give them. */
import { isSameRole, type AskedRole } from '../../domain/assigning.ts'
import { isCustom, type HeldRole } from '../../domain/held-role.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleOfApp } from '../../store/oauth/oauth-apps-store.ts'
import type { Reads } from '../../store/store.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf, refuseGivingMore } from '../roles/giving.ts'
import { permissionsOf, refuseTooManyRights, refuseUnlessForOthers } from '../roles/sound-role.ts'
import { appRoleEvent } from './app-event.ts'

/** Or changes the period of what it holds. */
export async function giveAppRole(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  role: AskedRole,
): Promise<void> {
  const { organization } = caller
  refuseWithout(caller, 'members.manage')
  await refuseUnlessMachine(store, caller, id)
  refuseUnlessForOthers('An OAuth app', [role])
  const permissions = await permissionsOf({ store }, organization, role)
  const at = now()
  refuseGivingMore(await giverOf(store, caller, at), [role])
  await store.change(async (tx) => {
    await tx.organizations.lock(organization.id)
    const kept = (await tx.oauthApps.rolesOf(organization.id, id)).filter(
      (held) => !isSameRole(givenAs(held), role),
    )
    refuseTooManyRights([...kept, { permissions }])
    await tx.oauthApps.putRole(organization.id, id, { ...role, createdAt: at }).catch(refuseUnknown)
    return {
      result: undefined,
      events: [appRoleEvent(at, caller, 'csp__assign_oauth_app_role', id, role)],
    }
  })
}

export async function takeAppRole(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  role: RoleOfApp,
): Promise<void> {
  refuseWithout(caller, 'members.manage')
  await store.change(async (tx) => {
    if (!(await tx.oauthApps.removeRole(caller.organization.id, id, role))) throw new Refusal('not_found')
    return {
      result: undefined,
      events: [appRoleEvent(now(), caller, 'csp__remove_oauth_app_role', id, role)],
    }
  })
}

/** A custom role is held in each of its services, and given as one. */
export const givenAs = <Held extends Pick<HeldRole, 'serviceId' | 'name'>>(held: Held): Held =>
  isCustom(held) ? { ...held, serviceId: null } : held

async function refuseUnlessMachine(
  { oauthApps }: Pick<Reads, 'oauthApps'>,
  { organization }: Caller,
  id: string,
): Promise<void> {
  const app = await oauthApps.find(organization.id, id)
  if (app === undefined) throw new Refusal('not_found')
  if (app.kind === 'machine') return
  throw new Refusal('not_possible', {
    detail: 'Only a machine holds roles. Here people sign in, and each has their own.',
  })
}

/** The database knows which custom roles there are, and whether the organization still has the app. */
function refuseUnknown(error: unknown): never {
  if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  throw new Refusal('not_found', {
    detail: 'There is no such role, or the OAuth app is gone. Look at what there is, and try again.',
    cause: error,
  })
}
