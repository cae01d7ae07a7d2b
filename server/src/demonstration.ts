/**
 * Fills an empty installation with the organization Acme: people, services and one API token to try things with.
 * Its passwords are made anew each time and answered once; it refuses an installation that is set up.
 */
import { addMember } from './actions/people/add-member.ts'
import { assignRole } from './actions/roles/assign-role.ts'
import { enterOrganization } from './actions/sessions/authenticate-session.ts'
import { generateApiToken } from './actions/api-tokens/generate-api-token.ts'
import { registerService, type NewService } from './actions/services/register-service.ts'
import { signIn } from './actions/sessions/sign-in.ts'
import { signOut } from './actions/sessions/sessions.ts'
import { randomAlphanumeric } from './crypto/random.ts'
import type { Config } from './config.ts'
import { NO_SCOPES } from './domain/allowed-scopes.ts'
import { DAY_MS } from './domain/instant.ts'
import { DEFAULT_LIFETIME } from './domain/api-tokens/lifetime.ts'
import { atTheMachine, setUp, withInstallation } from './operator.ts'

export type Demonstration = {
  readonly people: readonly { readonly username: string; readonly password: string; readonly who: string }[]
  readonly apiToken: string
  /** What the inventory service accepts as audience. */
  readonly inventoryId: string
  /** Whoever writes a service needs its id: it is the audience of the access tokens that are for it. Earlier versions kept none. */
  readonly services?: readonly { readonly displayName: string; readonly id: string }[]
}

const INVENTORY: NewService = {
  name: 'inventory',
  displayName: 'Inventory',
  permissions: [
    { name: 'inventory:item.read', description: 'See items and their stock' },
    { name: 'inventory:item.write', description: 'Add and change items' },
    { name: 'inventory:item.delete', description: 'Delete items' },
    { name: 'inventory:report.read', description: 'See stock reports' },
  ],
  roles: [
    {
      name: 'inventory:viewer',
      displayName: 'Viewer',
      permissions: ['inventory:item.read', 'inventory:report.read'],
    },
    {
      name: 'inventory:admin',
      displayName: 'Administrator',
      permissions: [
        'inventory:item.read',
        'inventory:item.write',
        'inventory:item.delete',
        'inventory:report.read',
      ],
    },
  ],
}

const BILLING: NewService = {
  name: 'billing',
  displayName: 'Billing',
  permissions: [
    { name: 'billing:invoice.read', description: 'See invoices' },
    { name: 'billing:invoice.pay', description: 'Pay invoices' },
  ],
  roles: [
    { name: 'billing:auditor', displayName: 'Auditor', permissions: ['billing:invoice.read'] },
    {
      name: 'billing:clerk',
      displayName: 'Clerk',
      permissions: ['billing:invoice.read', 'billing:invoice.pay'],
    },
  ],
}

export const fillWithDemonstration = (config: Config): Promise<Demonstration> =>
  withInstallation(config, async (needs) => {
    const owner = {
      username: 'olivia',
      email: 'olivia@acme.example',
      firstName: 'Olivia',
      lastName: 'Ortiz',
      password: newPassword(),
    }
    const member = {
      username: 'max',
      email: 'max@acme.example',
      firstName: 'Max',
      lastName: 'Moreau',
      password: newPassword(),
    }
    const { organization, user } = await setUp(needs, { ...owner, organizationName: 'Acme' })
    const { id: memberId } = await addMember(needs, organization.id, member)
    const inventory = await registerService(needs, organization.id, INVENTORY)
    const billing = await registerService(needs, organization.id, BILLING)

    const endsAt = needs.now() + 30 * DAY_MS
    const roles = [
      { userId: user.id, serviceId: inventory.id, name: 'inventory:admin', resource: null, endsAt: null },
      { userId: user.id, serviceId: billing.id, name: 'billing:clerk', resource: null, endsAt },
      { userId: memberId, serviceId: null, name: 'developer', resource: null, endsAt: null },
      { userId: memberId, serviceId: inventory.id, name: 'inventory:viewer', resource: null, endsAt: null },
      { userId: memberId, serviceId: inventory.id, name: 'inventory:admin', resource: 'warehouse-7', endsAt },
    ]
    for (const role of roles) await assignRole(needs, { ...role, organizationId: organization.id })

    const { signedIn } = await signIn(needs, atTheMachine(), member)
    const caller = await enterOrganization(needs, signedIn, organization.id)
    const { value } = await generateApiToken(needs, caller, {
      name: 'Nightly stock report',
      lifetime: DEFAULT_LIFETIME,
      scopes: {
        ...NO_SCOPES,
        services: [
          {
            serviceId: inventory.id,
            allRoles: false,
            allPermissions: false,
            roles: [{ name: 'inventory:viewer', resource: null }],
            permissions: [],
          },
        ],
      },
      reminderDays: 14,
    })
    await signOut(needs, signedIn)
    return {
      people: [
        { username: owner.username, password: owner.password, who: 'owner' },
        { username: member.username, password: member.password, who: 'member' },
      ],
      apiToken: value.reveal(),
      inventoryId: inventory.id,
      services: [inventory, billing].map(({ displayName, id }) => ({ displayName, id })),
    }
  })

const newPassword = (): string => [4, 4, 4, 4].map(randomAlphanumeric).join('-')
