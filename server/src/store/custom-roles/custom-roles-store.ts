/** The custom roles of an organization, and how many hold one. */
import type { CustomRole, ListedCustomRole } from '../../domain/custom-role.ts'
import type { Instant } from '../../domain/instant.ts'

export type CustomRoleSummary = Pick<CustomRole, 'name' | 'displayName' | 'description'>

export type CustomRoleReads = {
  /** All of them, by name: an organization has a limited number. */
  summaries(organizationId: string): Promise<CustomRoleSummary[]>
  /** Those of these that there are, by name. */
  named(organizationId: string, names: readonly string[]): Promise<ListedCustomRole[]>
  find(organizationId: string, name: string): Promise<ListedCustomRole | undefined>
}

export type CustomRoleChanges = CustomRoleReads & {
  /** @throws {Refusal} `conflict` when there is one of that name, or ever was */
  insert(organizationId: string, role: CustomRole): Promise<void>
  /** Until the transaction ends, others that lock the same one wait. False when there is none. */
  lock(organizationId: string, name: string): Promise<boolean>
  /** Of a service where it gains a permission it has been widened `at` then. */
  redefine(organizationId: string, role: CustomRole, at: Instant): Promise<void>
  /** With everything that refers to it: whoever holds it, groups too, loses it. */
  remove(organizationId: string, name: string): Promise<boolean>
}
