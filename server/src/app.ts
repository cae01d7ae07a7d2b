/** The composition root: builds each part once, in order, and knows how to take it all down again. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Needs, Settings } from './actions/needs.ts'
import { createGatheredEvents } from './actions/gathered-events.ts'
import { issueSetupCode } from './actions/installation/set-up-installation.ts'
import { ensureSigningKeys } from './actions/signing-keys/signing-keys.ts'
import { createAddressThrottle, createThrottle } from './actions/throttle.ts'
import { createUndeclaredProxies } from './actions/undeclared-proxies.ts'
import { createEventDelivery } from './actions/event-streams/event-delivery.ts'
import { fanOut } from './actions/event-streams/fan-out.ts'
import { pushEvents } from './actions/event-streams/push-events.ts'
import { createRevocationFeed } from './actions/revocation/revocation-feed.ts'
import { createStatusLists } from './actions/revocation/status-lists.ts'
import { createUsageLog } from './actions/exchange/usage-log.ts'
import { createClientDocuments } from './actions/oauth/client-documents.ts'
import { createAppUsageLog } from './actions/oauth/app-usage-log.ts'
import type { Config } from './config.ts'
import { createKeyedHash } from './crypto/keyed-hash.ts'
import { createKeyring } from './crypto/keyring.ts'
import { createSealing } from './crypto/sealing.ts'
import type { Secret } from './crypto/secret.ts'
import { createSigningKeyMaker } from './crypto/signing-keys.ts'
import { DAY_MS, type Instant } from './domain/instant.ts'
import { builtConsole } from './http/console.ts'
import { certificateFilesOf, readCertificate, watchCertificate } from './certificate-files.ts'
import { createListeners, type Listeners } from './http/listeners.ts'
import { createServer } from './http/server.ts'
import { COMPATIBLE_BASE } from './http/well-known.ts'
import { masterKeyOf, openStore } from './installation.ts'
import { startJobs, type Jobs } from './jobs/jobs.ts'
import type { Metrics } from './observe/metrics.ts'
import { mailTransportOf } from './mail-settings.ts'
import { createGuardedFetch } from './outbound/guarded-fetch.ts'
import { observersOf } from './observe/observers.ts'
import { version } from './version.ts'

export type App = {
  readonly server: FastifyInstance
  readonly needs: Needs
  /** When they were asked for. */
  readonly metrics: Metrics | undefined
  readonly jobs: Jobs
  readonly listen: Listeners['listen']
  /** Lets what runs finish, writes what is only in memory, closes the database. */
  close(): Promise<void>
}

/** How long requests may go on in a server that is closed. What is only in memory is written after them, and in time too. */
const FINISH_WITHIN_MS = 8_000

const RECEIVERS_FINISH_WITHIN_MS = 1_000

type Surroundings = { readonly logger: FastifyBaseLogger; readonly now?: () => Instant }

/** Everything but the listening: the caller does that with `app.listen`. */
export async function createApp(
  config: Config & { readonly publicUrl: string },
  surroundings: Surroundings,
): Promise<App> {
  const { logger } = surroundings
  const { metrics, observers } = await observersOf({
    hasMetrics: config.metricsPort !== undefined,
    exchangeRoute: `${COMPATIBLE_BASE}/auth/api-tokens/authorize`,
  })
  const unwatched = await createNeeds(config, surroundings)
  const needs = observers.reduce((watched, { around }) => around(watched), unwatched)
  await ensureSigningKeys(needs)
  if (!needs.mailTransport.isSent)
    logger.warn(
      'mails are not sent: set COUNTERSIGN_SMTP_HOST. Until then they are files in outbox/ of the data directory',
    )
  const files = certificateFilesOf(config)
  const certificate = files && (await readCertificate(files))
  const server = await createServer(
    needs,
    {
      certificate,
      publicUrl: config.publicUrl,
      trustedProxies: config.trustedProxies,
      hstsIncludesSubdomains: config.hstsSubdomains === 'include',
      acceptsTokenInUrl: config.tokenInUrl === 'accept',
      acceptsClientUrls: config.clientIdMetadata === 'accept',
      failedExchangesPerMinute: config.failedExchangesPerMinute,
      consoleFolder: builtConsole(),
    },
    logger,
    observers.map(({ watch }) => watch),
  )
  const listeners = createListeners(server, certificate)
  const watched =
    files && certificate && watchCertificate(files, certificate, (renewed) => listeners.show(renewed), logger)
  const jobs = startJobs(needs, logger)
  const close = async (): Promise<void> => {
    watched?.stop()
    // Node stops looking for requests that never end as soon as the server closes.
    const cut = setTimeout(() => listeners.cutOff(), FINISH_WITHIN_MS)
    await Promise.all([server.close(), listeners.close()])
    clearTimeout(cut)
    await jobs.stop()
    // A receiver that hangs is cut off: what it did not take it gets again.
    const cutReceivers = setTimeout(() => needs.outbound.close(), RECEIVERS_FINISH_WITHIN_MS)
    await needs.eventDelivery.idle()
    clearTimeout(cutReceivers)
    needs.outbound.close()
    await needs.store.close()
  }
  return { server, needs, metrics, jobs, listen: listeners.listen, close }
}

/** The parts that actions need, for the server and for commands that act on an installation without serving. */
export async function createNeeds(
  config: Config & { readonly publicUrl: string },
  { now = Date.now, logger }: Partial<Surroundings> = {},
): Promise<Needs> {
  const store = await openStore(config)
  try {
    const masterKey = await masterKeyOf(store, config)
    const sealing = createSealing(masterKey)
    const keyring = createKeyring({
      sealing,
      issuer: config.publicUrl,
      accessTokenType: config.accessTokenType,
      now,
    })
    const settings: Settings = {
      issuer: config.publicUrl,
      accessTokenSeconds: config.accessTokenSeconds,
      signingAlgorithm: config.signingAlgorithm,
      keyRotationMs: config.keyRotationDays * DAY_MS,
      domain: config.domain,
      apiTokensPerPerson: config.apiTokensPerPerson,
      openInvitations: config.openInvitations,
      roleRequests: {
        waiting: config.roleRequestsPerPerson,
        waitMs: config.roleRequestDays * DAY_MS,
      },
      groups: {
        perOrganization: config.groupsPerOrganization,
        perPerson: config.groupsPerPerson,
        members: config.membersPerGroup,
        rights: config.rightsPerGroup,
      },
      customRolesPerOrganization: config.customRolesPerOrganization,
      oauthApps: { perOrganization: config.oauthAppsPerOrganization, secrets: config.secretsPerOauthApp },
      servicesPerOrganization: config.servicesPerOrganization,
      rightsPerService: config.rightsPerService,
      version: version(),
    }
    const outbound = createGuardedFetch({ any: config.outboundAddresses === 'any' })
    return {
      store,
      keyring,
      keyedHash: createKeyedHash(masterKey),
      sealing,
      mailTransport: mailTransportOf(config, (file) =>
        logger?.info({ file }, 'a mail was written to a file: no mail server is set'),
      ),
      makeSigningKey: createSigningKeyMaker(sealing),
      now,
      settings,
      usageLog: createUsageLog(),
      appUsageLog: createAppUsageLog(),
      outbound,
      clientDocuments:
        config.clientIdMetadata === 'accept' ? createClientDocuments({ outbound, now }) : undefined,
      revocationFeed: createRevocationFeed({
        ...{ store, keyring, now, issuer: settings.issuer },
        streamsPerService: config.feedStreamsPerService,
      }),
      eventDelivery: createEventDelivery({
        ...{ store, now, fanOut: () => fanOut({ store, now, issuer: settings.issuer }) },
        pushEvents: (stream, holder) =>
          pushEvents({ store, keyring, now, sealing, settings, outbound }, stream, holder),
      }),
      statusLists: createStatusLists({ store, keyring, now, issuer: settings.issuer }),
      gatheredEvents: createGatheredEvents(),
      signInThrottles: {
        pair: createThrottle({ failures: 5, seconds: 60, now }),
        address: createAddressThrottle({ failures: 50, seconds: 300, now }),
        account: createThrottle({ failures: 100, seconds: 60, now }),
      },
      presentedThrottle: createAddressThrottle({ failures: 60, seconds: 60, now }),
      leakThrottle: createAddressThrottle({ failures: 60, seconds: 3600, now }),
      setUpThrottle: createAddressThrottle({ failures: 10, seconds: 60, now }),
      askThrottle: createAddressThrottle({ failures: 20, seconds: 600, now }),
      linkThrottle: createAddressThrottle({ failures: 10, seconds: 60, now }),
      undeclaredProxies: createUndeclaredProxies(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The one-time link that sets an empty installation up; undefined when it is set up. */
export async function setupLink(needs: Needs): Promise<string | undefined> {
  const code: Secret | undefined = await issueSetupCode(needs)
  return code && `${needs.settings.issuer}/setup#code=${code.reveal()}`
}
