/** The services that an organization has, with their roles and permissions: its own, and those it added. */
import type { Service } from '../../domain/service.ts'
import type { ServiceOfferChanges, ServiceOfferReads } from './service-offers-store.ts'
import type { ServiceListReads } from './service-list-store.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Page, Paged } from '../page.ts'

export type ServiceReads = ServiceListReads &
  ServiceOfferReads & {
    list(organizationId: string): Promise<Service[]>
    definitions(organizationId: string, page: Page): Promise<Paged<Service>>
    find(organizationId: string, id: string): Promise<Service | undefined>
    count(organizationId: string): Promise<number>
    hasNamed(organizationId: string, name: string): Promise<boolean>
    /** Those that have it, its provider among them. */
    organizationsOf(id: string): Promise<string[]>
  }

export type ServiceChanges = ServiceReads &
  ServiceOfferChanges & {
    insert(service: Service): Promise<void>
    /** Until the transaction ends, others that lock the same one wait. False when the organization does not provide it. */
    lock(organizationId: string, id: string): Promise<boolean>
    /**
     * What is not defined any more is taken from roles that are held and from custom roles; a role that gains a permission
     * has been widened `at` then.
     */
    redefine(service: Service, at: Instant): Promise<void>
    /** With every role that is held of it, anywhere. */
    remove(organizationId: string, id: string): Promise<boolean>
  }
