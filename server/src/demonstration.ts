/**
 * Fills an empty installation with three organizations: Acme, which runs the installation and offers a service; Globex,
 * which added it; and Initech, where nothing is yet. Passwords are made anew each time and answered once; an installation
 * that is set up is refused.
 */
import { acceptAsNewPerson, acceptSignedIn } from './actions/invitations/accept-invitation.ts'
import { invite } from './actions/invitations/manage-invitations.ts'
import { addGroupMembers } from './actions/groups/group-members.ts'
import { createGroup } from './actions/groups/edit-groups.ts'
import { makeOrganization } from './actions/organizations/make-organization.ts'
import { operatorAtTheMachine } from './actions/organizations/operators.ts'
import { addMember } from './actions/people/add-member.ts'
import { assignRole } from './actions/roles/assign-role.ts'
import { enterOrganization } from './actions/sessions/authenticate-session.ts'
import { openSession } from './actions/sessions/sign-in.ts'
import { signOut } from './actions/sessions/sessions.ts'
import { generateApiToken } from './actions/api-tokens/generate-api-token.ts'
import { makeFeedToken } from './actions/revocation/feed-tokens.ts'
import { addService } from './actions/services/added-service.ts'
import { offerService } from './actions/services/offer-service.ts'
import { registerService } from './actions/services/register-service.ts'
import { randomAlphanumeric } from './crypto/random.ts'
import type { Config } from './config.ts'
import { BILLING, INVENTORY } from './demonstration-services.ts'
import { NO_SCOPES } from './domain/allowed-scopes.ts'
import type { AskedRole } from './domain/assigning.ts'
import type { Caller, SignedIn } from './domain/caller.ts'
import { DAY_MS } from './domain/instant.ts'
import type { Organization } from './domain/organization.ts'
import type { User } from './domain/user.ts'
import { DEFAULT_LIFETIME } from './domain/api-tokens/lifetime.ts'
import type { Needs } from './actions/needs.ts'
import { atTheMachine, setUp, withInstallation } from './operator.ts'

export type Demonstration = {
  readonly people: readonly { readonly username: string; readonly password: string; readonly who: string }[]
  readonly apiToken: string
  /** What the inventory service accepts as audience. */
  readonly inventoryId: string
  /** With it the inventory service hears of what is revoked. Earlier versions had none. */
  readonly feedToken?: string
  /** Whoever writes a service needs its id: it is the audience of the access tokens that are for it. Earlier versions kept none. */
  readonly services?: readonly { readonly displayName: string; readonly id: string }[]
  /** One that has the inventory too and that the API token is not of. Earlier versions had none. */
  readonly otherOrganization?: { readonly displayName: string; readonly id: string }
}

export const fillWithDemonstration = (config: Config): Promise<Demonstration> =>
  withInstallation(config, async (needs) => {
    const [olivia, max, grace, ivan] = [
      person('olivia', 'Olivia', 'Ortiz', 'acme'),
      person('max', 'Max', 'Moreau', 'acme'),
      person('grace', 'Grace', 'Green', 'globex'),
      person('ivan', 'Ivan', 'Ito', 'initech'),
    ]
    const { organization: acme, user: owner } = await setUp(needs, { ...olivia, organizationName: 'Acme' })
    const member = await addMember(needs, acme.id, max)
    const inventory = await registerService(needs, acme.id, INVENTORY)
    const billing = await registerService(needs, acme.id, BILLING)
    const globex = await organizationOf(needs, 'Globex', grace)
    const initech = await organizationOf(needs, 'Initech', ivan)

    const viewer: AskedRole = { ...FOR_GOOD, serviceId: inventory.id, name: 'inventory:viewer' }
    const endsAt = needs.now() + 30 * DAY_MS
    await giveEach(needs, acme, owner, [
      { ...FOR_GOOD, serviceId: inventory.id, name: 'inventory:admin' },
      { ...FOR_GOOD, serviceId: billing.id, name: 'billing:clerk', endsAt },
    ])
    await giveEach(needs, acme, member, [
      { ...FOR_GOOD, serviceId: null, name: 'developer' },
      { ...FOR_GOOD, serviceId: inventory.id, name: 'inventory:admin', resource: 'warehouse-7', endsAt },
    ])
    const feed = await inOrganization(needs, owner, acme, async (caller) => {
      const offers = { toAll: false, organizationIds: [globex.organization.id, initech.organization.id] }
      await offerService(needs, caller, inventory.id, offers)
      const words = { displayName: 'Warehouse', description: 'Whoever counts what is in stock' }
      const { id } = await createGroup(needs, caller, words, [viewer])
      await addGroupMembers(needs, caller, id, [member.username], FOR_EVER)
      await invite(needs, caller, { emails: ['nora@acme.example'], roles: [], groupIds: [id] })
      return makeFeedToken(needs, caller, inventory.id, 'The example service')
    })

    const invited = await inOrganization(needs, globex.owner, globex.organization, async (caller) => {
      await addService(needs, caller, inventory.id)
      const words = { displayName: 'Partners', description: 'People of other companies' }
      const { id } = await createGroup(needs, caller, words, [viewer])
      const [sent] = await invite(needs, caller, { emails: [member.email], roles: [], groupIds: [id] })
      return sent!
    })
    await whileSignedIn(needs, member, (signedIn) =>
      acceptSignedIn(needs, signedIn, { code: invited.code.reveal(), acceptAs: false }),
    )

    const { value } = await inOrganization(needs, member, acme, (caller) =>
      generateApiToken(needs, caller, {
        name: 'Nightly stock report',
        lifetime: DEFAULT_LIFETIME,
        scopes: {
          ...NO_SCOPES,
          services: [
            {
              serviceId: inventory.id,
              allRoles: false,
              allPermissions: false,
              roles: [{ name: viewer.name, resource: null }],
              permissions: [],
            },
          ],
        },
        reminderDays: 14,
      }),
    )
    return {
      people: [
        { username: olivia.username, password: olivia.password, who: 'owner of Acme' },
        { username: max.username, password: max.password, who: 'member of Acme and Globex' },
        { username: grace.username, password: grace.password, who: 'owner of Globex' },
        { username: ivan.username, password: ivan.password, who: 'owner of Initech, which is empty' },
      ],
      apiToken: value.reveal(),
      inventoryId: inventory.id,
      feedToken: feed.value.reveal(),
      services: [inventory, billing].map(({ displayName, id }) => ({ displayName, id })),
      otherOrganization: { displayName: globex.organization.displayName, id: globex.organization.id },
    }
  })

const FOR_EVER = { startsAt: null, endsAt: null }
const FOR_GOOD = { ...FOR_EVER, resource: null }

const person = (username: string, firstName: string, lastName: string, company: string) => ({
  ...{ username, firstName, lastName, email: `${username}@${company}.example` },
  password: [4, 4, 4, 4].map(randomAlphanumeric).join('-'),
})

/** One more organization; its owner accepts by the link. */
async function organizationOf(
  needs: Needs,
  displayName: string,
  { email, ...owner }: ReturnType<typeof person>,
): Promise<{ readonly organization: Organization; readonly owner: User }> {
  const operator = operatorAtTheMachine(atTheMachine())
  const { ownerCode } = await makeOrganization(needs, operator, { displayName, ownerEmail: email })
  const code = ownerCode!.reveal()
  const { organization, opened } = await acceptAsNewPerson(needs, atTheMachine(), { ...owner, code })
  await signOut(needs, opened.signedIn)
  return { organization, owner: opened.signedIn.user }
}

async function giveEach(
  needs: Needs,
  organization: Organization,
  user: User,
  roles: readonly AskedRole[],
): Promise<void> {
  for (const role of roles) {
    await assignRole(needs, { ...role, organizationId: organization.id, userId: user.id })
  }
}

/** Not by the password, which takes a while to check. */
async function whileSignedIn<Result>(
  needs: Needs,
  user: User,
  work: (signedIn: SignedIn) => Promise<Result>,
): Promise<Result> {
  const { signedIn } = await needs.store.change(async (tx) => ({
    result: await openSession(needs, tx, user, atTheMachine()),
    events: [],
  }))
  const result = await work(signedIn)
  await signOut(needs, signedIn)
  return result
}

const inOrganization = <Result>(
  needs: Needs,
  user: User,
  { id }: Organization,
  work: (caller: Caller) => Promise<Result>,
): Promise<Result> =>
  whileSignedIn(needs, user, async (signedIn) => work(await enterOrganization(needs, signedIn, id)))
