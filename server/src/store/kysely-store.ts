/** The store out of its parts, the same for both engines: reads outside a transaction, changes only inside one. */
import { addUsage } from './api-tokens/api-token-usage.ts'
import { apiTokenChanges, apiTokenReads } from './api-tokens/api-token-rows.ts'
import { archiveOf } from './backup/archive.ts'
import { addEvents, auditEventReads } from './audit/audit-event-rows.ts'
import { addGathered, gatheredEventReads, purgeGathered } from './audit/gathered-event-rows.ts'
import { customRoleChanges, customRoleReads } from './custom-roles/custom-role-rows.ts'
import { transaction, type Database, type Engine } from './engine.ts'
import { compileCallerFacts } from './api-tokens/caller-facts.ts'
import { eventQueue } from './event-streams/event-queue.ts'
import { eventStreamChanges, eventStreamReads } from './event-streams/event-stream-rows.ts'
import { compileExchangeFacts, exchangeReads } from './exchange/exchange-facts.ts'
import { groupChanges, groupReads } from './groups/group-rows.ts'
import { installationChanges, installationReads } from './installation/installation-rows.ts'
import { invitationChanges, invitationReads } from './invitations/invitation-rows.ts'
import { passwordResetChanges, passwordResetReads } from './password-resets/password-reset-rows.ts'
import { giveUpLease, takeLease } from './job-leases/job-lease-rows.ts'
import { leakChanges, leakReads } from './leaks/leak-rows.ts'
import { mailChanges, mailReads, purgeMail, settleMail, takeMail } from './mail/mail-rows.ts'
import { addAppUsage } from './oauth/app-usage.ts'
import { compileClientFacts } from './oauth/client-facts.ts'
import { oauthAppChanges } from './oauth/oauth-app-changes.ts'
import { oauthAppReads } from './oauth/oauth-app-rows.ts'
import { deviceCodeChanges, deviceCodeReads } from './oauth/device-code-rows.ts'
import { useOnce } from './oauth/used-ids.ts'
import { pushedRequestChanges, pushedRequestReads } from './oauth/pushed-request-rows.ts'
import { oauthGrantChanges, oauthGrantReads } from './oauth/oauth-grant-rows.ts'
import { organizationChanges, organizationReads } from './organizations/organization-rows.ts'
import { reminderChanges, reminderReads } from './reminders/reminder-rows.ts'
import { heldRolesJson, rolesOfAppJson } from './held-roles.ts'
import { gatherLosses, type Losses } from './losses.ts'
import { feedTokenChanges, feedTokenReads, touchFeedTokens } from './revocation/feed-token-rows.ts'
import { purgeRevocations, revocationReads } from './revocation/revocation-rows.ts'
import { roleRequestChanges, roleRequestReads } from './role-requests/role-request-rows.ts'
import { roleChanges, roleReads } from './roles/role-rows.ts'
import { serviceChanges, serviceReads } from './services/service-rows.ts'
import { sessionChanges, sessionReads, touchSession } from './sessions/session-rows.ts'
import { signingKeyChanges, signingKeyReads } from './signing-keys/signing-key-rows.ts'
import { purgeStatusPlaces } from './status-places.ts'
import type { Store, Changes } from './store.ts'
import { directoryChanges, directoryReads } from './people/directory-rows.ts'
import { userChanges, userReads } from './people/user-rows.ts'

export function kyselyStore(engine: Engine): Store {
  const { reader, close } = engine
  const heldRoles = heldRolesJson(engine.rowsAsJson)
  const rolesOfApp = rolesOfAppJson(engine.rowsAsJson)
  const findForExchange = compileExchangeFacts(engine)
  const findForCaller = compileCallerFacts(engine)
  const findClient = compileClientFacts(engine)
  const installation = installationReads(reader)
  const woken = new Set<() => void>()
  const changes = (tx: Database, losses: Losses): Changes => ({
    installation: installationChanges(tx),
    exchange: exchangeReads(tx, findForExchange),
    apiTokens: apiTokenChanges(tx, findForCaller, engine.databaseNow, losses),
    users: userChanges(tx, losses),
    people: directoryChanges(tx, heldRoles, losses),
    organizations: organizationChanges(tx, heldRoles, losses),
    invitations: invitationChanges(tx),
    passwordResets: passwordResetChanges(tx),
    roles: roleChanges(tx, heldRoles, rolesOfApp, losses),
    roleRequests: roleRequestChanges(tx),
    groups: groupChanges(tx, losses),
    customRoles: customRoleChanges(tx, losses),
    services: serviceChanges(tx, losses),
    sessions: sessionChanges(tx, losses),
    signingKeys: signingKeyChanges(tx),
    auditEvents: auditEventReads(tx),
    gatheredEvents: gatheredEventReads(tx),
    leaks: leakChanges(tx),
    mail: mailChanges(tx),
    reminders: reminderChanges(tx),
    oauthApps: oauthAppChanges(tx, engine.rowsAsJson, findClient, losses),
    oauthGrants: oauthGrantChanges(tx, engine.rowsAsJson, losses),
    pushedRequests: pushedRequestChanges(tx),
    deviceCodes: deviceCodeChanges(tx),
    revocation: revocationReads(tx),
    feedTokens: feedTokenChanges(tx),
    eventStreams: eventStreamChanges(tx),
  })
  /** One transaction, with what it took away written last. Whoever waits for that is woken when it is durable. */
  const losing = async <Result>(work: (tx: Database, losses: Losses) => Promise<Result>): Promise<Result> => {
    const { result, hasLost } = await transaction(engine, async (tx) => {
      const { losses, write } = gatherLosses()
      const done = await work(tx, losses)
      return { result: done, hasLost: await write(tx, engine.databaseNow) }
    })
    if (hasLost) for (const wake of woken) wake()
    return result
  }
  return {
    installation,
    exchange: exchangeReads(reader, findForExchange),
    apiTokens: apiTokenReads(reader, findForCaller),
    users: userReads(reader),
    people: directoryReads(reader, heldRoles),
    organizations: organizationReads(reader, heldRoles),
    invitations: invitationReads(reader),
    passwordResets: passwordResetReads(reader),
    roles: roleReads(reader, heldRoles, rolesOfApp),
    roleRequests: roleRequestReads(reader),
    groups: groupReads(reader),
    customRoles: customRoleReads(reader),
    services: serviceReads(reader),
    sessions: sessionReads(reader),
    signingKeys: signingKeyReads(reader),
    auditEvents: auditEventReads(reader),
    gatheredEvents: gatheredEventReads(reader),
    leaks: leakReads(reader),
    mail: mailReads(reader),
    reminders: reminderReads(reader),
    oauthApps: oauthAppReads(reader, engine.rowsAsJson, findClient),
    oauthGrants: oauthGrantReads(reader, engine.rowsAsJson),
    pushedRequests: pushedRequestReads(reader),
    deviceCodes: deviceCodeReads(reader),
    revocation: revocationReads(reader),
    feedTokens: feedTokenReads(reader),
    eventStreams: eventStreamReads(reader),
    eventQueue: eventQueue(engine),
    mailQueue: {
      take: (asked) => transaction(engine, (tx) => takeMail(tx, asked)),
      settle: (id, holder, settled) => transaction(engine, (tx) => settleMail(tx, id, holder, settled)),
      purge: (before, limit) => transaction(engine, (tx) => purgeMail(tx, before, limit)),
    },
    archive: archiveOf(engine),
    change: (work) =>
      losing(async (tx, losses) => {
        const { result, events } = await work(changes(tx, losses))
        losses.begunBy(events.find(({ userId }) => userId !== null)?.userId ?? null)
        await addEvents(tx, events)
        return result
      }),
    recordUsage: (usage, now, eventOf) =>
      losing(async (tx, losses) => {
        const ended = await addUsage(tx, usage, losses, now)
        if (eventOf) await addEvents(tx, ended.map(eventOf))
      }),
    useOnce: (id, expiresAt) => transaction(engine, (tx) => useOnce(tx, id, expiresAt)),
    recordAppUsage: (usage) => transaction(engine, (tx) => addAppUsage(tx, usage)),
    recordEvents: (events) => transaction(engine, (tx) => addEvents(tx, events)),
    recordGathered: (events) => transaction(engine, (tx) => addGathered(tx, events)),
    purgeGathered: (before, limit) => transaction(engine, (tx) => purgeGathered(tx, before, limit)),
    purgeRevocations: (before, limit) => transaction(engine, (tx) => purgeRevocations(tx, before, limit)),
    purgeStatusPlaces: (before, limit) => transaction(engine, (tx) => purgeStatusPlaces(tx, before, limit)),
    touchFeedTokens: (ids, at) => transaction(engine, (tx) => touchFeedTokens(tx, ids, at)),
    whenLost: (wake) => {
      woken.add(wake)
      return () => woken.delete(wake)
    },
    touchSession: (id, at) => transaction(engine, (tx) => touchSession(tx, id, at)),
    takeLease: (lease) => transaction(engine, (tx) => takeLease(tx, lease)),
    giveUpLease: (name, holder) => transaction(engine, (tx) => giveUpLease(tx, name, holder)),
    ping: async () => {
      await installation.masterKeyId()
    },
    close,
  }
}
