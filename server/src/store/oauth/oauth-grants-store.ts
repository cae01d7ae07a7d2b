/** What apps were let in with by people, and what came of it. Each is handed over by one guarded update. */
import type { GroupMembership } from '../../domain/group.ts'
import type { AssignedRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Code, Consent, Grant, RefreshToken } from '../../domain/oauth/grant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Organization } from '../../domain/organization.ts'
import type { StatusIndex } from '../../domain/status-list.ts'
import type { User } from '../../domain/user.ts'
import type { Page, Paged } from '../page.ts'

export type Hashed<Kept> = Kept & { readonly hash: Uint8Array }

/** Everything that an issue of tokens decides on. A grant whose consent was withdrawn is not found. */
export type GrantFacts = {
  readonly grant: Grant
  readonly status: StatusIndex
  readonly consent: Pick<Consent, 'words' | 'allowed'>
  readonly app: Pick<OAuthApp, 'id' | 'name' | 'allowedScopes' | 'accessTokenSeconds' | 'deactivatedAt'>
  readonly user: User
  readonly organization: Organization
  /** And not disabled. */
  readonly isMember: boolean
  readonly roles: readonly AssignedRole[]
  readonly groups: readonly GroupMembership[]
  /** What was lost up to this place in the order of revocations is not in them. */
  readonly asOf: number
}

/** An app that a person let in, as their account shows it. */
export type ConnectedApp = {
  readonly consent: Consent
  readonly app: Pick<OAuthApp, 'id' | 'name' | 'description' | 'deactivatedAt'>
  readonly organization: Pick<Organization, 'id' | 'displayName'>
}

export type ConsentKey = Pick<Consent, 'organizationId' | 'appId' | 'userId'>

export type OAuthGrantReads = {
  /** Whatever became of it. */
  find(id: string): Promise<GrantFacts | undefined>
  findCode(id: string): Promise<Hashed<Code> | undefined>
  findRefreshToken(id: string): Promise<Hashed<RefreshToken> | undefined>
  findConsent(key: ConsentKey): Promise<Consent | undefined>
  /** Of these organizations, those that have the app. */
  organizationsWith(appId: string, organizationIds: readonly string[]): Promise<string[]>
  /** Used last first; those of organizations that are suspended too. */
  listConnected(userId: string, page: Page): Promise<Paged<ConnectedApp>>
}

export type PurgedGrants = {
  readonly grants: number
  readonly codes: number
  readonly refreshTokens: number
  readonly usedIds: number
}

export type OAuthGrantChanges = OAuthGrantReads & {
  /** @throws {Refusal} `conflict` when the app, or the membership, is not there any more */
  insert(grant: Grant): Promise<void>
  insertCode(code: Hashed<Code>): Promise<void>
  /** True for the one of all that use it. */
  useCode(id: string, at: Instant): Promise<boolean>
  insertRefreshToken(token: Hashed<RefreshToken>): Promise<void>
  /** True for the one of all that replace it. */
  replaceRefreshToken(id: string, at: Instant): Promise<boolean>
  /**
   * The first of a family is kept for as long as its last, and tells of all the others: of those that were replaced by
   * then, nothing is.
   */
  forgetReplaced(
    first: Pick<RefreshToken, 'id' | 'grantId' | 'expiresAt'>,
    replacedBefore: Instant,
  ): Promise<void>
  /** One that is kept ends later. */
  prolongRefreshToken(id: string, expiresAt: Instant): Promise<boolean>
  /** When it and its consent were used; never earlier than it stands already. */
  touch(grant: Pick<Grant, 'id'> & ConsentKey, at: Instant): Promise<void>
  /** To the first key that was proved with it. False when it is bound to another. */
  bind(id: string, dpopThumbprint: string): Promise<boolean>
  /** False when it was revoked before. */
  revoke(id: string, at: Instant): Promise<boolean>
  /** Or replaces the one there is. */
  putConsent(consent: Consent): Promise<void>
  /** Of one person in an organization, of whichever app; how many were in force. */
  revokeAllOf(person: Omit<ConsentKey, 'appId'>, at: Instant): Promise<number>
  /** Deletes all but the newest of one person and app, with what came of them. */
  keepNewest(key: ConsentKey, most: number): Promise<void>
  /** With all grants that came of it. */
  removeConsent(key: ConsentKey, at: Instant): Promise<boolean>
  /** Grants that ended by then, with what came of them; codes and refresh tokens that did; ids that need not be remembered. */
  purge(ended: Instant, now: Instant, limit: number): Promise<PurgedGrants>
}
