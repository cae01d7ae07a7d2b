/** Defines a custom role. Nobody holds it before somebody is given it. */
import type { Caller } from '../../domain/caller.ts'
import type { ListedCustomRole, PermissionsOfService } from '../../domain/custom-role.ts'
import { isOrganizationRole } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import { ADMINISTRATION } from '../../domain/scope.ts'
import type { Changes } from '../../store/store.ts'
import { keptDescription, keptLine, LONGEST } from '../kept-text.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { giverOf } from '../roles/giving.ts'
import { customRoleEvent, permissionDetails } from './custom-role-event.ts'
import { eachOnce, refusePuttingIn, refuseUnknown } from './sound-permissions.ts'

export type CustomRoleWords = {
  readonly displayName: string
  readonly description?: string | null | undefined
}
type NewCustomRole = CustomRoleWords & {
  readonly name: string
  readonly services: readonly PermissionsOfService[]
}

/** What else stands in the `scope` of an access token or a request. */
const GENERAL = ['openid', 'profile', 'email', 'offline_access', ADMINISTRATION]

export const keptWords = ({ displayName, description }: CustomRoleWords) => ({
  displayName: keptLine(displayName, 'displayName', LONGEST.name),
  description: keptDescription(description) ?? '',
})

export async function createCustomRole(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  { name, services: asked, ...words }: NewCustomRole,
): Promise<ListedCustomRole> {
  refuseWithout(caller, 'members.manage')
  if (isOrganizationRole(name) || GENERAL.includes(name)) throw taken(`${name} has a meaning of its own.`)
  const services = eachOnce(asked)
  const role = { ...keptWords(words), name, services, createdAt: now() }
  const { id: organizationId } = caller.organization
  return store.change(async (tx) => {
    await refuseOneMore(tx, organizationId, name, settings.customRolesPerOrganization)
    await refuseUnknown(tx, organizationId, services)
    refusePuttingIn(await giverOf(tx, caller, role.createdAt), [], services)
    await tx.customRoles.insert(organizationId, role).catch(refuseUsedBefore)
    const details = { displayName: role.displayName, ...permissionDetails([], services) }
    const event = customRoleEvent(role.createdAt, caller, 'csp__create_custom_role', name, details)
    return { result: { ...role, holders: 0 }, events: [event] }
  })
}

async function refuseOneMore(tx: Changes, organizationId: string, name: string, most: number): Promise<void> {
  await tx.organizations.lock(organizationId)
  const summaries = await tx.customRoles.summaries(organizationId)
  if (summaries.some((role) => role.name === name))
    throw taken('There is a custom role of this name already.')
  if (summaries.length < most) return
  throw new Refusal('limit_reached', {
    detail: `An organization may have ${most} custom roles. Remove one that is not needed any more.`,
  })
}

function refuseUsedBefore(error: unknown): never {
  if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  throw taken(
    'A custom role of this name was removed. A name is used once, since API tokens may still name it.',
    error,
  )
}

function taken(why: string, cause?: unknown): Refusal {
  const detail = `${why} Choose another name.`
  return new Refusal('name_taken', { detail, fields: { name: detail }, cause })
}
