/** The people of one organization, as those who look after them list and change them. */
import type { Instant } from '../../domain/instant.ts'
import type { Person } from '../../domain/person.ts'
import type { Page, Paged } from '../page.ts'

export type Asked = {
  /** Each word is part of the user name, a name or the e-mail address. */
  readonly search: string
  /** Only those who hold a role of this name at this moment, themselves or through a group. */
  readonly role: string | null
  readonly state: 'active' | 'disabled' | null
  readonly sort: 'username' | 'lastSignedIn'
}

/** An API token that works, or would if its owner could act. */
export type LiveApiToken = {
  readonly id: string
  readonly name: string
  readonly lastUsedAt: Instant | null
  readonly expiresAt: Instant | null
}

export type DirectoryReads = {
  list(organizationId: string, asked: Asked, page: Page, now: Instant): Promise<Paged<Person>>
  find(organizationId: string, userId: string, now: Instant): Promise<Person | undefined>
  /** Those used last first. */
  liveApiTokens(
    organizationId: string,
    userId: string,
    page: Page,
    now: Instant,
  ): Promise<Paged<LiveApiToken>>
}

export type DirectoryChanges = DirectoryReads & {
  /** False when it was so before, or there is no such member. */
  disable(organizationId: string, userId: string, at: Instant): Promise<boolean>
  enable(organizationId: string, userId: string): Promise<boolean>
}
