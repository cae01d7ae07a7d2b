/** The tenants and who belongs to them. */
import type { Instant } from '../../domain/instant.ts'
import type {
  ManagedOrganization,
  Member,
  Organization,
  Belonging,
  Policies,
} from '../../domain/organization.ts'
import type { User } from '../../domain/user.ts'
import type { Page, Paged } from '../page.ts'

/** Only those who hold a role of this service at this moment. */
export type MembersOfService = { readonly serviceId: string; readonly at: Instant }

/** All organizations, whoever belongs to them: for platform operators and at the machine. */
export type ManagedOrganizationReads = {
  /** By display name; with all words of the search in its name or display name, without regard to case and accents. */
  listManaged(page: Page, search?: string): Promise<Paged<ManagedOrganization>>
  findManaged(id: string): Promise<ManagedOrganization | undefined>
  findByName(name: string): Promise<Organization | undefined>
  count(): Promise<number>
}

export type OrganizationReads = ManagedOrganizationReads & {
  /** For what the operator does: anyone else asks as a member. */
  find(id: string): Promise<Organization | undefined>
  /** The organization if the user is a member of it. */
  findForMember(id: string, userId: string): Promise<Organization | undefined>
  /** The organizations the user is a member of, by display name. */
  listForMember(userId: string): Promise<Organization[]>
  /** The same, each with what the user holds there. */
  listWithRoles(userId: string): Promise<Belonging[]>
  members(id: string, page: Page, among?: MembersOfService): Promise<Paged<Member>>
  findMember(id: string, userId: string): Promise<Member | undefined>
  /** By the id or, in any case, by the user name: lists that people paste have either. */
  memberNamed(id: string, name: string): Promise<User | undefined>
  /** By a part of user name, names or e-mail, in any case. */
  searchMembers(id: string, term: string, limit: number): Promise<Member[]>
}

export type OrganizationChanges = OrganizationReads & {
  insert(organization: Organization): Promise<void>
  /** Until the transaction ends, others that lock the same one wait. False when it is not there. */
  lock(id: string): Promise<boolean>
  setDisplayName(id: string, displayName: string): Promise<void>
  /** False when it already was so. */
  setSuspendedAt(id: string, at: Instant | null): Promise<boolean>
  setPolicies(id: string, policies: Policies): Promise<void>
  addMember(id: string, userId: string, at: Instant): Promise<void>
  /** Takes the membership and every role held in the organization. */
  removeMember(id: string, userId: string): Promise<boolean>
}
