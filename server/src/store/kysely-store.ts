/** The store out of its parts, the same for both engines: reads outside a transaction, changes only inside one. */
import { addUsage } from './api-token-usage.ts'
import { apiTokenChanges, apiTokenReads } from './api-tokens.ts'
import { archiveOf } from './archive.ts'
import { addEvents, auditEventReads } from './audit-events.ts'
import { transaction, type Database, type Engine } from './engine.ts'
import { compileFacts } from './exchange-facts.ts'
import { installationChanges, installationReads } from './installation.ts'
import { giveUpLease, takeLease } from './job-leases.ts'
import { organizationChanges, organizationReads } from './organizations.ts'
import { purge } from './purge.ts'
import { heldRolesJson, roleChanges, roleReads } from './roles.ts'
import { serviceChanges, serviceReads } from './services.ts'
import { sessionChanges, sessionReads, touchSession } from './sessions.ts'
import { signingKeyChanges, signingKeyReads } from './signing-keys.ts'
import type { Changes, Store } from './store.ts'
import { userChanges, userReads } from './users.ts'

export function kyselyStore(engine: Engine): Store {
  const { reader, close } = engine
  const heldRoles = heldRolesJson(engine.rowsAsJson)
  const findFacts = compileFacts(engine)
  const installation = installationReads(reader)
  const changes = (tx: Database): Changes => ({
    installation: installationChanges(tx),
    apiTokens: apiTokenChanges(tx, findFacts),
    users: userChanges(tx),
    organizations: organizationChanges(tx, heldRoles),
    roles: roleChanges(tx, heldRoles),
    services: serviceChanges(tx),
    sessions: sessionChanges(tx),
    signingKeys: signingKeyChanges(tx),
    auditEvents: auditEventReads(tx),
    purge: (before, limit) => purge(tx, before, limit),
  })
  return {
    installation,
    apiTokens: apiTokenReads(reader, findFacts),
    users: userReads(reader),
    organizations: organizationReads(reader, heldRoles),
    roles: roleReads(reader, heldRoles),
    services: serviceReads(reader),
    sessions: sessionReads(reader),
    signingKeys: signingKeyReads(reader),
    auditEvents: auditEventReads(reader),
    archive: archiveOf(engine),
    change: (work) =>
      transaction(engine, async (tx) => {
        const { result, events } = await work(changes(tx))
        await addEvents(tx, events)
        return result
      }),
    recordUsage: (usage) => transaction(engine, (tx) => addUsage(tx, usage)),
    recordEvents: (events) => transaction(engine, (tx) => addEvents(tx, events)),
    touchSession: (id, at) => transaction(engine, (tx) => touchSession(tx, id, at)),
    takeLease: (lease) => transaction(engine, (tx) => takeLease(tx, lease)),
    giveUpLease: (name, holder) => transaction(engine, (tx) => giveUpLease(tx, name, holder)),
    ping: async () => {
      await installation.masterKeyId()
    },
    close,
  }
}
