/** What actions are given. Each names the few it uses; `app.ts` builds them all, once. */
import type { Sealing } from '../crypto/sealing.ts'
import type { SigningKeyMaker } from '../crypto/signing-keys.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { KeyedHash } from '../crypto/keyed-hash.ts'
import type { Instant } from '../domain/instant.ts'
import type { MailTransport } from '../domain/mail/mail.ts'
import type { Outbound } from '../domain/outbound-request.ts'
import type { SigningAlgorithm } from '../domain/signing-key.ts'
import type { Store } from '../store/store.ts'
import type { GatheredEvents } from './gathered-events.ts'
import type { Throttle } from './throttle.ts'
import type { UndeclaredProxies } from './undeclared-proxies.ts'
import type { RevocationFeed } from './revocation/revocation-feed.ts'
import type { StatusLists } from './revocation/status-lists.ts'
import type { EventDelivery } from './event-streams/event-delivery.ts'
import type { UsageLog } from './exchange/usage-log.ts'
import type { ClientDocuments } from './oauth/client-documents.ts'
import type { AppUsageLog } from './oauth/app-usage-log.ts'

export type GroupLimits = {
  readonly perOrganization: number
  readonly perPerson: number
  readonly members: number
  readonly rights: number
}

export type Settings = {
  /** The configured public URL, byte-identical in tokens, key document and discovery. */
  readonly issuer: string
  readonly accessTokenSeconds: number
  readonly signingAlgorithm: SigningAlgorithm
  /** A signing key is replaced when it has been active for this long. */
  readonly keyRotationMs: number
  /** API tokens in force that one person may have in an organization. */
  readonly apiTokensPerPerson: number
  /** Invitations of an organization that may wait to be accepted at a time. */
  readonly openInvitations: number
  /** How many of one person may wait in an organization, and how long each does. */
  readonly roleRequests: { readonly waiting: number; readonly waitMs: number }
  /** Of an organization, of a person in it, and what one group may have. */
  readonly groups: GroupLimits
  /** Of an organization. */
  readonly customRolesPerOrganization: number
  /** Its own, and those that it added. */
  readonly servicesPerOrganization: number
  /** Permissions, roles, and the permissions in each role. */
  readonly rightsPerService: number
  /** Of an organization, its own and those that it added, and the secrets in force of one. */
  readonly oauthApps: { readonly perOrganization: number; readonly secrets: number }
  /** Of this service; told to whoever is signed in. */
  readonly version: string
  /** The domain of people who are added here: the first part of every subject. */
  readonly domain: string
}

export type Needs = {
  readonly store: Store
  readonly keyring: Keyring
  readonly keyedHash: KeyedHash
  readonly sealing: Sealing
  readonly mailTransport: MailTransport
  /** Asks addresses that others chose. */
  readonly outbound: Outbound
  readonly makeSigningKey: SigningKeyMaker
  readonly now: () => Instant
  readonly settings: Settings
  readonly usageLog: UsageLog
  readonly appUsageLog: AppUsageLog
  /** Undefined when a URL is no client id here. */
  readonly clientDocuments: ClientDocuments | undefined
  readonly statusLists: StatusLists
  readonly revocationFeed: RevocationFeed
  readonly eventDelivery: EventDelivery
  readonly gatheredEvents: GatheredEvents
  readonly undeclaredProxies: UndeclaredProxies
  /**
   * Failed sign-ins: of one account from one network or device, of one address's networks, and of one account from
   * anywhere, which refuses nobody: past it the unknown wait longer.
   */
  readonly signInThrottles: {
    readonly pair: Throttle
    readonly address: Throttle
    readonly account: Throttle
  }
  /** Set-up codes that were wrong, by address. */
  readonly setUpThrottle: Throttle
  /** Links, to accept an invitation or to choose a new password, that were wrong, by address. */
  readonly linkThrottle: Throttle
  /** Those who ask for a link to a new password, by address. */
  readonly askThrottle: Throttle
  /** Values presented to be revoked that were not genuine, by address. */
  readonly presentedThrottle: Throttle
  /** Reports of values that leaked, by address, whatever they held. */
  readonly leakThrottle: Throttle
}
