/** The services of an organization, with their roles and permissions. */
import type { Service } from '../../domain/service.ts'

export type ServiceReads = {
  list(organizationId: string): Promise<Service[]>
  find(organizationId: string, id: string): Promise<Service | undefined>
}

export type ServiceChanges = ServiceReads & { insert(service: Service): Promise<void> }
