/** Adds a person to an organization, with an account of their own and the role `org_member`. For the operator. */
import { randomUuid } from '../../crypto/random.ts'
import type { User } from '../../domain/user.ts'
import { auditEvent } from '../audit.ts'
import { suitablePasswordHash } from '../sessions/change-account.ts'
import { keptPerson } from '../kept-text.ts'
import type { Needs } from '../needs.ts'

export type NewMember = Pick<User, 'username' | 'email' | 'firstName' | 'lastName'> & {
  readonly password: string
}

export async function addMember(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  organizationId: string,
  { password, ...given }: NewMember,
): Promise<User> {
  const person = keptPerson(given)
  const organization = await store.organizations.find(organizationId)
  const organizations = organization ? [organization.name, organization.displayName] : []
  const passwordHash = await suitablePasswordHash(password, { ...person, organizations }, 'password')
  const at = now()
  const user: User = {
    ...person,
    id: randomUuid(),
    domain: settings.domain,
    isEmailVerified: false,
    createdAt: at,
    deactivatedAt: null,
  }
  return store.change(async (tx) => {
    await tx.users.insert(user, passwordHash)
    await tx.organizations.addMember(organizationId, user.id, at)
    await tx.roles.assign({
      organizationId,
      userId: user.id,
      serviceId: null,
      name: 'org_member',
      resource: null,
      startsAt: null,
      endsAt: null,
      createdAt: at,
    })
    const event = auditEvent(at, null, 'csp__add_member', {
      organizationId,
      target: { type: 'user', id: user.id },
    })
    return { result: user, events: [event] }
  })
}
