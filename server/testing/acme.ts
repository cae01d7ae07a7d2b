/**
 * A whole service in this process, for tests: the organization Acme with an owner, a member, two services and a second
 * organization that must never see any of it. Only the clock is ours; database, keys and HTTP are the real ones.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { addMember } from '../src/actions/people/add-member.ts'
import { assignRole } from '../src/actions/roles/assign-role.ts'
import { registerService } from '../src/actions/services/register-service.ts'
import { createApp, type App } from '../src/app.ts'
import { parseConfig } from '../src/config.ts'
import { randomUuid } from '../src/crypto/random.ts'
import type { Instant } from '../src/domain/instant.ts'
import type { Service } from '../src/domain/service.ts'
import type { User } from '../src/domain/user.ts'
import { copyMigratedFile } from './migrated-file.ts'
import { testDatabase } from './postgres.ts'
import type { Cleanup } from './cleanup.ts'
import type { EngineName } from './stores.ts'

export const PASSWORD = 'a long enough passphrase'
export const PUBLIC_URL = 'http://127.0.0.1:8080'

export type Acme = Awaited<ReturnType<typeof openAcme>>

type Options = {
  readonly engine?: EngineName
  /** Settings by their environment names, for instance `{ COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }`. */
  readonly env?: Readonly<Record<string, string>>
  readonly now?: Instant
  /** Gets every log line. */
  readonly log?: (line: string) => void
  /** The other processes of one installation share these. */
  readonly dataDir?: string
}

/** A clock that only moves when told to. */
export type Clock = { now: Instant }

export async function openApp(
  test: Cleanup,
  { engine = 'sqlite', env = {}, now, log = () => {}, dataDir }: Options = {},
) {
  const folder = dataDir ?? (await testFolder(test))
  if (dataDir === undefined && engine === 'sqlite') await copyMigratedFile(join(folder, 'countersign.db'))
  const clock: Clock = { now: now ?? Date.now() }
  const config = parseConfig([], {
    COUNTERSIGN_PUBLIC_URL: PUBLIC_URL,
    COUNTERSIGN_DATA_DIR: folder,
    COUNTERSIGN_LOG_LEVEL: 'debug',
    // Some tests make hundreds for one person; the limit has tests of its own.
    COUNTERSIGN_API_TOKENS_PER_PERSON: '10000',
    ...(engine === 'postgres' &&
      env['COUNTERSIGN_DATABASE_URL'] === undefined && {
        COUNTERSIGN_DATABASE_URL: await testDatabase(test),
      }),
    ...env,
  })
  const logger = pino({ level: config.logLevel }, { write: log })
  const app = await createApp(
    { ...config, publicUrl: config.publicUrl ?? PUBLIC_URL },
    { logger, now: () => clock.now },
  )
  test.after(() => app.close())
  // They run on the real clock; a test runs them itself, when it wants to.
  await app.jobs.stop()
  return { app, clock, config, dataDir: folder }
}

export async function openAcme(test: Cleanup, options: Options = {}) {
  const opened = await openApp(test, options)
  const { needs } = opened.app
  const organization = await addOrganization(opened.app, 'acme', 'Acme')
  const other = await addOrganization(opened.app, 'globex', 'Globex')
  const person = (username: string, firstName: string, organizationId: string): Promise<User> =>
    addMember(needs, organizationId, {
      username,
      firstName,
      lastName: 'Example',
      email: `${username}@acme.example`,
      password: PASSWORD,
    })
  const owner = await person('olivia', 'Olivia', organization.id)
  const member = await person('max', 'Max', organization.id)
  const stranger = await person('sam', 'Sam', other.id)
  const inventory = await registerService(needs, organization.id, INVENTORY)
  const billing = await registerService(needs, organization.id, BILLING)
  const give = (
    user: User,
    name: string,
    service: Service | null = null,
    more: { resource?: string; startsAt?: Instant; endsAt?: Instant } = {},
  ) =>
    assignRole(needs, {
      organizationId: user.id === stranger.id ? other.id : organization.id,
      userId: user.id,
      serviceId: service?.id ?? null,
      name,
      resource: more.resource ?? null,
      startsAt: more.startsAt ?? null,
      endsAt: more.endsAt ?? null,
    })
  await give(owner, 'org_owner')
  await give(stranger, 'org_owner')
  await give(owner, 'inventory:admin', inventory)
  await give(owner, 'billing:clerk', billing)
  await give(member, 'inventory:viewer', inventory)
  return { ...opened, organization, other, owner, member, stranger, inventory, billing, give }
}

export const INVENTORY = {
  name: 'inventory',
  displayName: 'Inventory',
  permissions: [
    { name: 'inventory:item.read', description: 'See items and their stock' },
    { name: 'inventory:item.write', description: 'Add and change items' },
    { name: 'inventory:item.delete', description: 'Delete items' },
  ],
  roles: [
    { name: 'inventory:viewer', displayName: 'Viewer', permissions: ['inventory:item.read'] },
    {
      name: 'inventory:admin',
      displayName: 'Administrator',
      permissions: ['inventory:item.read', 'inventory:item.write', 'inventory:item.delete'],
    },
  ],
}

export const BILLING = {
  name: 'billing',
  displayName: 'Billing',
  permissions: [
    { name: 'billing:invoice.read', description: 'See invoices' },
    { name: 'billing:invoice.pay', description: 'Pay invoices' },
  ],
  roles: [
    {
      name: 'billing:clerk',
      displayName: 'Clerk',
      permissions: ['billing:invoice.read', 'billing:invoice.pay'],
    },
  ],
}

async function addOrganization({ needs }: App, name: string, displayName: string) {
  // API tokens may administer: what keeps them from it is tested with the policy as it is in a new organization.
  const organization = {
    id: randomUuid(),
    name,
    displayName,
    tokensMayAdminister: true,
    suspendedAt: null,
    isHome: name === 'acme',
    createdAt: needs.now(),
  }
  await needs.store.change(async (tx) => {
    await tx.organizations.insert(organization)
    return { result: undefined, events: [] }
  })
  return organization
}

async function testFolder(test: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  test.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
