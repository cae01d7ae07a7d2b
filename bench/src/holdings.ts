/** What the people of an installation that is measured hold, and what their API tokens are for. */
import { assignRole } from '../../server/src/actions/roles/assign-role.ts'
import type { Needs } from '../../server/src/actions/needs.ts'
import { registerService } from '../../server/src/actions/services/register-service.ts'
import { randomUuid } from '../../server/src/crypto/random.ts'
import { NO_SCOPES, NO_SELECTION, type AllowedScopes } from '../../server/src/domain/allowed-scopes.ts'
import { BILLING, INVENTORY } from '../../server/testing/acme.ts'

/** What access tokens are for, and what the API tokens of these people are allowed. */
export type Holding = { readonly audience: string; readonly scopes: AllowedScopes }
export type Hold = (needs: Needs, organizationId: string, people: readonly string[]) => Promise<Holding>

const ROLES = 50
const GROUPS = 20
/** The same three for whoever holds no more and whoever holds fifty, so that access tokens are of one size. */
const CHOSEN = 3

/** One role of one of two services, by API tokens with all roles. */
export const oneRole: Hold = async (needs, organizationId, people) => {
  const { id: serviceId } = await registerService(needs, organizationId, INVENTORY)
  await registerService(needs, organizationId, BILLING)
  for (const userId of people) {
    await assignRole(needs, { organizationId, userId, serviceId, ...unbound('inventory:admin') })
  }
  return { audience: serviceId, scopes: { ...NO_SCOPES, allRoles: true } }
}

/** Three roles, given to each person. */
export const threeRoles: Hold = async (needs, organizationId, people) => {
  const { audience: serviceId, scopes } = await registerWide(needs, organizationId)
  for (const userId of people)
    for (const name of roleNames.slice(0, CHOSEN))
      await assignRole(needs, { organizationId, userId, serviceId, ...unbound(name) })
  return { audience: serviceId, scopes }
}

/** Fifty roles through twenty groups, by API tokens that are allowed three of them. */
export const throughGroups: Hold = async (needs, organizationId, people) => {
  const { audience: serviceId, scopes } = await registerWide(needs, organizationId)
  const createdAt = needs.now()
  for (let index = 0; index < GROUPS; index++) {
    const id = randomUuid()
    await needs.store.change(async ({ groups }) => {
      await groups.insert(organizationId, { id, displayName: `Group ${index}`, description: '', createdAt })
      for (const userId of people)
        await groups.putMember(organizationId, id, { userId, startsAt: null, endsAt: null, createdAt })
      for (const name of roleNames.filter((_, role) => role % GROUPS === index))
        await groups.putRole(organizationId, id, { serviceId, ...unbound(name), startsAt: null, createdAt })
      return { result: undefined, events: [] }
    })
  }
  return { audience: serviceId, scopes }
}

const roleNames = Array.from({ length: ROLES }, (_, index) => `wide:role-${index}`)
const unbound = (name: string) => ({ name, resource: null, endsAt: null })

async function registerWide(needs: Needs, organizationId: string): Promise<Holding> {
  const permissions = roleNames.map((_, index) => ({
    name: `wide:permission-${index}`,
    description: `Does thing ${index}`,
  }))
  const roles = roleNames.map((name, index) => ({
    name,
    displayName: `Role ${index}`,
    permissions: [permissions[index]!.name],
  }))
  const { id } = await registerService(needs, organizationId, {
    ...{ name: 'wide', displayName: 'Wide' },
    permissions,
    roles,
  })
  const chosen = roleNames.slice(0, CHOSEN).map((name) => ({ name, resource: null }))
  return {
    audience: id,
    scopes: { ...NO_SCOPES, services: [{ ...NO_SELECTION, serviceId: id, roles: chosen }] },
  }
}
