/** Who is asking, how they proved it and how far they may go. Actions take one; HTTP makes them. */
import type { Origin } from './audit-event.ts'
import type { Authority } from './authority.ts'
import type { Organization } from './organization.ts'
import type { Session } from './session.ts'
import type { User } from './user.ts'

/** A person with a session, before any organization is chosen. */
export type SignedIn = { readonly user: User; readonly session: Session; readonly origin: Origin }

export type CallingApp = {
  readonly id: string
  /** Of OpenID Connect: what it may be told of its person. */
  readonly words: ReadonlySet<string>
}

/** Someone acting in one organization, through a session or an access token. */
export type Caller = {
  readonly user: User
  readonly organization: Organization
  readonly authority: Authority
  readonly session: Session | null
  /** The API token behind the access token; null for a session. */
  readonly apiTokenId: string | null
  /** The OAuth app behind the access token, that the person let in; left out for all else. */
  readonly app?: CallingApp
  /** The `context` of the access token, another for each exchange; null for a session. */
  readonly contextId: string | null
  readonly origin: Origin
}
