/** The services that an organization has, with their roles and permissions: its own, and those it added. */
import type { Service } from '../../domain/service.ts'

export type ServiceReads = {
  list(organizationId: string): Promise<Service[]>
  find(organizationId: string, id: string): Promise<Service | undefined>
}

export type ServiceChanges = ServiceReads & { insert(service: Service): Promise<void> }
