/** Offers of services, and the rows that say who has one; the roles that are held hang on those. */
import type { Service } from '../../domain/service.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'
import { isOfferedTo } from './service-list.ts'
import type { ServiceOfferChanges, ServiceOfferReads } from './service-offers-store.ts'

type WithDefinitions = (rows: readonly Schema['services'][]) => Promise<Service[]>

export const serviceOfferReads = (db: Database, withDefinitions: WithDefinitions): ServiceOfferReads => ({
  offersOf: async (id) => {
    const service = await db
      .selectFrom('services')
      .select('is_offered_to_all')
      .where('id', '=', id)
      .executeTakeFirst()
    const rows = await db
      .selectFrom('service_offers')
      .select('organization_id')
      .where('service_id', '=', id)
      .orderBy('organization_id')
      .execute()
    return {
      toAll: service?.is_offered_to_all === 1,
      organizationIds: rows.map(({ organization_id }) => organization_id),
    }
  },
  findOffered: async (organizationId, id) => {
    const rows = await db
      .selectFrom('services')
      .selectAll('services')
      .where(isOfferedTo(organizationId))
      .where('services.id', '=', id)
      .execute()
    return (await withDefinitions(rows))[0]
  },
})

export const serviceOfferChanges = (tx: Database, losses: Losses): ServiceOfferChanges => ({
  setOffers: async (id, { toAll, organizationIds }, at) => {
    await tx
      .updateTable('services')
      .set({ is_offered_to_all: toAll ? 1 : 0 })
      .where('id', '=', id)
      .execute()
    await tx.deleteFrom('service_offers').where('service_id', '=', id).execute()
    const rows = organizationIds.map((organization_id) => ({
      ...{ service_id: id, organization_id, created_at: at },
    }))
    if (rows.length > 0) await tx.insertInto('service_offers').values(rows).execute()
  },
  add: async (organizationId, { id, name }, at) => {
    await tx
      .insertInto('service_organizations')
      .values({ organization_id: organizationId, service_id: id, service_name: name, created_at: at })
      .execute()
  },
  takeAway: async (organizationId, id) => {
    const { numDeletedRows } = await tx
      .deleteFrom('service_organizations')
      .where('organization_id', '=', organizationId)
      .where('service_id', '=', id)
      .executeTakeFirst()
    losses.rightsLost({ organizationId, serviceId: id })
    return numDeletedRows === 1n
  },
})
