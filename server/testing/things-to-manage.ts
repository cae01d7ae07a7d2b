/**
 * What an owner and platform operator has to look after, made anew: requests that change or end one of these succeed, once,
 * whichever test sends them.
 */
import { sendInvitation } from '../src/actions/invitations/send-invitation.ts'
import { makePasswordResetAtTheMachine } from '../src/actions/password-resets/make-password-reset.ts'
import { registerService } from '../src/actions/services/register-service.ts'
import { randomId, randomUuid } from '../src/crypto/random.ts'
import { NO_SCOPES } from '../src/domain/allowed-scopes.ts'
import { POLL } from '../src/domain/event-streams/event-stream.ts'
import { DAY_MS } from '../src/domain/instant.ts'
import type { User } from '../src/domain/user.ts'
import type { Acme } from './acme.ts'
import { newOAuthApp, newOAuthSecret } from './oauth-apps.ts'

const FROM_A_TEST = { requestId: 'test', address: '127.0.0.1', userAgent: 'test' }
const FOR_GOOD = { startsAt: null, endsAt: null }
const MEMBER = { serviceId: null, name: 'org_member', resource: null, ...FOR_GOOD }
const DEVELOPER = { ...MEMBER, name: 'developer' }
const AUDITOR = { ...MEMBER, name: 'access_log_auditor' }
const SUPPORTER = { ...MEMBER, name: 'support_user' }

export type ThingsToManage = Awaited<ReturnType<typeof thingsToManage>>

/** Of `asker` only a request for a role, and an app that they let in. */
export async function thingsToManage(
  { app, organization, other, owner, member, inventory }: Acme,
  asker: User = member,
) {
  const { needs } = app
  const { store } = needs
  const at = needs.now()
  const id = randomUuid()
  const short = `t${id.slice(0, 8)}`
  const person: User = {
    ...{ id, domain: needs.settings.domain, username: short, email: `${short}@acme.example` },
    ...{ isEmailVerified: false, firstName: 'Pat', lastName: 'Example', createdAt: at, deactivatedAt: null },
  }
  const named = (name: string) => ({
    name: `${name}-${short}`,
    displayName: name,
    roles: [],
    permissions: [],
  })
  const own = await registerService(needs, organization.id, named('own'))
  const offered = await registerService(needs, other.id, named('offered'))
  const added = await registerService(needs, other.id, named('added'))
  const managed = {
    ...{ id: randomUuid(), name: short, displayName: short, tokensMayAdminister: false },
    ...{ suspendedAt: null, isHome: false, createdAt: at },
  }
  const reads = { serviceId: inventory.id, permissions: ['inventory:item.read'] }
  const words = { displayName: short, description: '', createdAt: at }
  const role = { ...words, name: `role-${short}`, services: [reads] }
  /** Asked for long ago: none is one of too many in a day. */
  const requestBy = (userId: string, role = AUDITOR) => ({
    ...{ id: randomUuid(), organizationId: organization.id, userId, role, reason: 'To look' },
    ...{ lifetime: null, createdAt: at - 2 * DAY_MS, waitsUntil: at + DAY_MS },
  })
  const [waiting, granted, asked] = [requestBy(id), requestBy(id, SUPPORTER), requestBy(asker.id)]
  const group = { id: randomUuid(), displayName: short, description: '', createdAt: at }
  const machine = newOAuthApp(organization.id, at)
  const secret = newOAuthSecret(at)
  const [sharedApp, addedApp] = [
    newOAuthApp(other.id, at, { isShared: true }),
    newOAuthApp(other.id, at, { isShared: true }),
  ]
  const feedTokenId = randomId()
  const streamId = randomUuid()
  const invitation = await store.change(async (tx) => {
    await tx.users.insert(person, 'nobody knows it')
    await tx.organizations.addMember(organization.id, id, at)
    await tx.roles.assign({ ...MEMBER, organizationId: organization.id, userId: id, createdAt: at })
    await tx.organizations.insert(managed)
    await tx.customRoles.insert(organization.id, role)
    await tx.groups.insert(organization.id, group)
    await tx.groups.putMember(organization.id, group.id, { ...FOR_GOOD, userId: id, createdAt: at })
    await tx.groups.putRole(organization.id, group.id, { ...DEVELOPER, createdAt: at })
    for (const each of [waiting, granted, asked]) await tx.roleRequests.insert(each)
    const decided = { decision: 'granted', at, by: owner.id, reason: null, grantedUntil: null } as const
    await tx.roleRequests.decide(organization.id, granted.id, decided)
    await tx.roles.assign({ ...SUPPORTER, organizationId: organization.id, userId: id, createdAt: at })
    for (const service of [offered, added]) {
      await tx.services.setOffers(service.id, { toAll: false, organizationIds: [organization.id] }, at)
    }
    await tx.services.add(organization.id, added, at)
    for (const app of [machine, sharedApp, addedApp]) await tx.oauthApps.insert(app)
    await tx.oauthApps.insertSecret(machine.id, secret)
    await tx.oauthApps.putRole(organization.id, machine.id, { ...DEVELOPER, createdAt: at })
    await tx.oauthApps.addTo(organization.id, addedApp.id, { addedAt: at, addedBy: owner.id })
    await tx.feedTokens.insert({
      ...{ id: feedTokenId, serviceId: own.id, name: short, createdAt: at, createdBy: owner.id },
      ...{ hash: new Uint8Array(32), hashKeyId: 'a' },
    })
    await tx.eventStreams.insert({
      ...{ id: streamId, receiver: { organizationId: organization.id, kind: 'app', id: machine.id } },
      delivery: { method: POLL, endpointUrl: null, sealedAuthorization: null },
      ...{ eventsRequested: null, description: null, createdAt: at },
    })
    await tx.oauthGrants.putConsent({
      ...{ organizationId: organization.id, appId: addedApp.id, userId: asker.id, words: ['openid'] },
      ...{ allowed: NO_SCOPES, givenAt: at, lastUsedAt: null },
    })
    const letter = { organizationId: organization.id, email: `ivy-${short}@acme.example` }
    const sent = await sendInvitation(needs, tx, at, FROM_A_TEST, {
      ...{ ...letter, roles: [], groupIds: [], invitedBy: owner.id },
    })
    return { result: sent, events: [] }
  })
  const reset = await makePasswordResetAtTheMachine(needs, FROM_A_TEST, short)
  return {
    ...{ userId: id, managedId: managed.id, groupId: group.id, invitationId: invitation.id },
    ...{ inventoryId: inventory.id, roleName: role.name },
    ...{ appId: machine.id, secretId: secret.id, sharedAppId: sharedApp.id, addedAppId: addedApp.id },
    connectedAppId: addedApp.id,
    ...{ requestId: waiting.id, grantedRequestId: granted.id, ownRequestId: asked.id },
    ...{ feedTokenId, streamId, serviceId: own.id, offeredId: offered.id, addedId: added.id },
    ...{ invitationCode: invitation.code.reveal(), resetCode: reset.code.reveal() },
  }
}
