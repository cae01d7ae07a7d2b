/** Makes an organization beside the others, and its first owner when one is named. Its short name is taken by no other. */
import { randomUuid } from '../../crypto/random.ts'
import type { Secret } from '../../crypto/secret.ts'
import { INVITATION_MS } from '../../domain/invitation.ts'
import type { Instant } from '../../domain/instant.ts'
import { numberedName, shortNameOf, type ManagedOrganization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import type { Changes } from '../../store/store.ts'
import { inviteFirstOwner, type LetterNeeds } from '../invitations/send-invitation.ts'
import { keptEmail, keptLine, LONGEST } from '../kept-text.ts'
import type { Needs } from '../needs.ts'
import { operatorEvents, type Operator } from './operators.ts'

export type NewOrganization = {
  readonly displayName: string
  /** Made of the display name when left out. */
  readonly name?: string
  /** Somebody who has an account. */
  readonly ownerUsername?: string
  /** Somebody who accepts by a link, and is owner only then. */
  readonly ownerEmail?: string
}

/** The code is of the link that the first owner accepts by. */
export type MadeOrganization = ManagedOrganization & { readonly ownerCode: Secret | null }

const MOST_ORGANIZATIONS = 10_000
const NUMBERS_TRIED = 50

export async function makeOrganization(
  needs: LetterNeeds & Pick<Needs, 'store'>,
  operator: Operator,
  { displayName: givenName, name: wantedName, ownerUsername, ownerEmail: givenEmail }: NewOrganization,
): Promise<MadeOrganization> {
  const { store, now } = needs
  if (ownerUsername !== undefined && givenEmail !== undefined) throw twoOwners()
  const email = givenEmail === undefined ? undefined : keptEmail(givenEmail, 'ownerEmail')
  const displayName = keptLine(givenName, 'displayName', LONGEST.name)
  const at = now()
  return store.change(async (tx) => {
    if ((await tx.organizations.count()) >= MOST_ORGANIZATIONS) throw tooMany()
    const owner = ownerUsername === undefined ? undefined : await ownerCalled(tx, ownerUsername)
    const organization = {
      id: randomUuid(),
      name: await freeName(tx, displayName, wantedName),
      displayName,
      tokensMayAdminister: false,
      suspendedAt: null,
      isHome: false,
      createdAt: at,
    }
    await tx.organizations.insert(organization)
    if (owner !== undefined) await makeOwner(tx, organization.id, owner.id, at)
    const invited =
      email === undefined
        ? undefined
        : await inviteFirstOwner(needs, tx, at, operator.by, { organizationId: organization.id, email })
    const events = operatorEvents(at, operator, 'csp__make_organization', organization.id, {
      name: organization.name,
      displayName,
      ownerId: owner?.id ?? null,
    })
    const memberCount = owner === undefined ? 0 : 1
    return {
      result: {
        ...organization,
        memberCount,
        hasOwner: owner !== undefined,
        invitedOwner:
          email === undefined
            ? null
            : { email, expiresAt: at + INVITATION_MS, isMailed: invited?.isMailed ?? false },
        ownerCode: invited?.code ?? null,
      },
      events: invited === undefined ? events : [...events, invited.event],
    }
  })
}

/** Who makes an organization holds nothing in it; its first owner is named, and from then on gives what there is. */
async function makeOwner(
  tx: Pick<Changes, 'organizations' | 'roles'>,
  organizationId: string,
  userId: string,
  at: Instant,
): Promise<void> {
  await tx.organizations.addMember(organizationId, userId, at)
  for (const name of ['org_owner', 'org_member'])
    await tx.roles.assign({
      ...{ organizationId, userId, serviceId: null, name, resource: null },
      ...{ startsAt: null, endsAt: null, createdAt: at },
    })
}

async function ownerCalled({ users }: Pick<Changes, 'users'>, username: string): Promise<User> {
  const found = await users.findCredentials(username)
  if (found !== undefined && found.user.deactivatedAt === null) return found.user
  const detail = 'Nobody who can sign in here has this user name. Give the user name of an existing account.'
  throw new Refusal('not_found', { detail, fields: { ownerUsername: detail } })
}

async function freeName(
  { organizations }: Pick<Changes, 'organizations'>,
  displayName: string,
  wanted?: string,
): Promise<string> {
  const isFree = async (name: string) => (await organizations.findByName(name)) === undefined
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted
    const detail = `Another organization has the short name ${wanted}. Give another one, or leave it out.`
    throw new Refusal('name_taken', { detail, fields: { name: detail } })
  }
  const name = shortNameOf(displayName)
  for (let number = 1; number <= NUMBERS_TRIED; number++) {
    const numbered = numberedName(name, number)
    if (await isFree(numbered)) return numbered
  }
  const detail = `${NUMBERS_TRIED} organizations are called like this already. Give this one a short name.`
  throw new Refusal('name_taken', { detail, fields: { name: detail } })
}

const twoOwners = (): Refusal =>
  new Refusal('not_possible', {
    detail: 'Name the first owner by ownerUsername or by ownerEmail, not by both. Others are invited later.',
  })

const tooMany = (): Refusal =>
  new Refusal('limit_reached', {
    detail: `An installation has up to ${MOST_ORGANIZATIONS} organizations, and there are as many. Use one that is not needed any more.`,
  })
