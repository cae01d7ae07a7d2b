/** OAuth apps as their organizations manage them, and as the endpoints of OAuth meet them. */
import type { AssignedRole, Assigned, HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import type {
  AppHere,
  AppOrganization,
  OAuthApp,
  OAuthAppSecret,
  PersonOfApp,
} from '../../domain/oauth/oauth-app.ts'
import type { Organization } from '../../domain/organization.ts'
import type { StatusIndex } from '../../domain/status-list.ts'
import type { Page, Paged } from '../page.ts'

export type KeptSecret = OAuthAppSecret & { readonly hash: Uint8Array }

/** An app as it comes to the token endpoint, with every secret that was not revoked. */
export type OAuthClient = {
  readonly app: OAuthApp
  readonly secrets: readonly KeptSecret[]
  /** Of what it proves by its keys. */
  readonly keysStatus: StatusIndex
}

/** A machine in an organization that has it. */
export type MachineFacts = {
  readonly organization: Organization
  readonly roles: readonly HeldRole[]
  /** What was lost up to this place in the order of revocations is not in them. */
  readonly asOf: number
}

/** An app by one of its secrets, which may be revoked. */
export type ClientBySecret = {
  readonly app: OAuthApp
  readonly secret: Pick<KeptSecret, 'id' | 'hash' | 'expiresAt' | 'revokedAt'> & {
    readonly status: StatusIndex
  }
  /** And that one was not revoked. */
  readonly hasNewerSecret: boolean
  /** In the app's own organization; undefined when that gave it up. */
  readonly machine: MachineFacts | undefined
}

export type RoleOfApp = Pick<Assigned, 'serviceId' | 'name' | 'resource'>

/** What happened to an app since the last batch. */
export type OAuthAppUsage = {
  readonly appId: string
  readonly organizationId: string
  /** Of what it authenticated with; null for one that has no secret. */
  readonly secretId: string | null
  readonly lastUsedAt: Instant
  readonly address: string
  readonly userAgent: string
}

export type OAuthAppReads = {
  /** Of whichever organization, as `client_id` comes from anybody; a deactivated one too. */
  findClient(id: string): Promise<OAuthClient | undefined>
  /** By the public id in the presented secret; undefined for an unknown one. */
  findBySecret(secretId: string): Promise<ClientBySecret | undefined>
  /** Undefined when the organization does not have the app. */
  findMachine(id: string, organizationId: string): Promise<MachineFacts | undefined>
  /** Those that the organization has, by name: its own and those that it added. */
  list(organizationId: string, search: string, page: Page): Promise<Paged<OAuthApp>>
  /** One that the organization has. Whether it is its own, the app says. */
  find(organizationId: string, id: string): Promise<OAuthApp | undefined>
  /** Newest first; revoked ones too. */
  secretsOf(id: string): Promise<OAuthAppSecret[]>
  /** Who has it, by when they added it. */
  organizationsOf(id: string, page: Page): Promise<Paged<AppOrganization>>
  rolesOf(organizationId: string, id: string): Promise<AssignedRole[]>
  /** Its own and those that it added, or those that its people let in and that publish themselves. */
  countOf(organizationId: string, which?: 'added' | 'from_url'): Promise<number>
  /** Of those that the organization has, by id. */
  here(organizationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, AppHere>>
  /** One that any organization may add. */
  findShared(id: string): Promise<OAuthApp | undefined>
  /** Who let it in, by user name; everywhere when no organization is named. */
  peopleOf(id: string, organizationId: string | null, page: Page): Promise<Paged<PersonOfApp>>
  /** How many apps the person let in there, and how many secrets in force of its own apps they made, and may know. */
  countOfPerson(
    organizationId: string,
    userId: string,
    now: Instant,
  ): Promise<{ readonly letIn: number; readonly secretsMade: number }>
  /** How many roles it holds as a machine; everywhere when no organization is named. */
  countRoles(id: string, organizationId: string | null): Promise<number>
}

export type OAuthAppChanges = OAuthAppReads & {
  /** With its own organization as the first that has it. @throws {Refusal} `conflict` when id or name are taken */
  insert(app: OAuthApp): Promise<void>
  /**
   * One that publishes itself, as it is now: kept by the home organization, which can deactivate it, and had by this one.
   * True when the organization had it not before.
   */
  keepFromUrl(app: OAuthApp, organizationId: string, at: Instant): Promise<boolean>
  /** Until the transaction ends, others that lock the same one wait. False when it is not the organization's own. */
  lock(organizationId: string, id: string): Promise<boolean>
  /** All that can change, as it is to be. */
  update(app: OAuthApp): Promise<boolean>
  remove(organizationId: string, id: string, at: Instant): Promise<boolean>
  insertSecret(id: string, secret: KeptSecret): Promise<void>
  /** Its end, earlier than it was; `revokedAt` for at once. */
  endSecret(
    id: string,
    secretId: string,
    end: Pick<OAuthAppSecret, 'expiresAt' | 'revokedAt'>,
  ): Promise<boolean>
  /** Of those that have ended only the last ones stay, to be told of. */
  forgetEndedSecrets(id: string, now: Instant): Promise<void>
  /** Of everyone who let it in, everywhere: what came of it has ended, and they are asked again. */
  endGrants(id: string, at: Instant): Promise<number>
  addTo(
    organizationId: string,
    id: string,
    added: Pick<AppOrganization, 'addedAt' | 'addedBy'>,
  ): Promise<void>
  removeFrom(organizationId: string, id: string, at: Instant): Promise<boolean>
  /** Or changes the period of what it holds already. */
  putRole(organizationId: string, id: string, role: Assigned): Promise<void>
  removeRole(organizationId: string, id: string, role: RoleOfApp): Promise<boolean>
}
