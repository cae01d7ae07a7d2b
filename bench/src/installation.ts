/**
 * An installation to measure: an organization with a hundred people who hold something, and API tokens written straight into
 * the database with the hashes that the service itself would have made. Everything is in a folder that goes away.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMember } from '../../server/src/actions/people/add-member.ts'
import { exchangeApiToken } from '../../server/src/actions/exchange/exchange-api-token.ts'
import type { Needs } from '../../server/src/actions/needs.ts'
import { ensureSigningKeys } from '../../server/src/actions/signing-keys/signing-keys.ts'
import { createNeeds } from '../../server/src/app.ts'
import { parseConfig } from '../../server/src/config.ts'
import { loadMasterKey } from '../../server/src/crypto/master-key.ts'
import { randomUuid } from '../../server/src/crypto/random.ts'
import { createSealing } from '../../server/src/crypto/sealing.ts'
import { openSigningKey } from '../../server/src/crypto/signing-keys.ts'
import { freePort } from '../../server/testing/free-port.ts'
import type { Database } from './database.ts'
import { oneRole, type Hold, type Holding } from './holdings.ts'
import { progress, tell } from './progress.ts'
import { seed, type Owner, type SeededToken } from './seed.ts'

export type Algorithm = 'RS256' | 'ES256'

export type Installation = {
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  readonly folder: string
  readonly tokens: readonly SeededToken[]
  readonly audience: string
  /** What `limit.ts` and `oidc-provider` sign with: the installation's own key. */
  readonly signerFile: string
  readonly seedingSeconds: number
}

export type Signer = {
  readonly algorithm: Algorithm
  readonly kid: string
  readonly privateKeyPem: string
  /** The claims of an access token of this installation, as an example of their size. */
  readonly claims: Readonly<Record<string, unknown>>
}

type Wanted = {
  readonly database: Database
  readonly algorithm: Algorithm
  /** How many API tokens there are. */
  readonly stored: number
  /** How many of them are exchanged, spread over all. */
  readonly used?: number
  readonly hold?: Hold
}

const PEOPLE = 100
export const PASSWORD = 'not a password anybody uses'

export async function prepareInstallation({
  database,
  algorithm,
  stored,
  used = 1000,
  hold = oneRole,
}: Wanted): Promise<Installation> {
  const folder = await temporaryFolder()
  const port = await freePort()
  const env = {
    COUNTERSIGN_DATA_DIR: folder,
    COUNTERSIGN_PORT: String(port),
    COUNTERSIGN_PUBLIC_URL: `http://127.0.0.1:${port}`,
    COUNTERSIGN_SIGNING_ALGORITHM: algorithm,
    COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0',
    ...(await database.env()),
  }
  const config = parseConfig([], env)
  const needs = await createNeeds({ ...config, publicUrl: config.publicUrl! })
  try {
    await ensureSigningKeys(needs)
    const { owners, audience, scopes } = await populate(needs, hold)
    const startedAt = performance.now()
    const tokens = await seed({ needs, owners, scopes, stored, used, database: await database.open(env) })
    const seedingSeconds = (performance.now() - startedAt) / 1000
    tell(
      `seeded ${stored.toLocaleString('en')} API tokens into ${database.name} in ${seedingSeconds.toFixed(1)} s`,
    )
    const signer = await signerOf(needs, folder, tokens[0]!)
    const signerFile = join(folder, 'signer.json')
    await writeFile(signerFile, JSON.stringify(signer), { mode: 0o600 })
    return { env, port, folder, tokens, audience, signerFile, seedingSeconds }
  } finally {
    await needs.store.close()
  }
}

const folders: string[] = []

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  folders.push(folder)
  return folder
}

export async function removeFolders(): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
}

async function populate(needs: Needs, hold: Hold): Promise<Holding & { owners: Owner[] }> {
  const organization = {
    id: randomUuid(),
    name: 'acme',
    displayName: 'Acme',
    tokensMayAdminister: false,
    suspendedAt: null,
    isHome: true,
    createdAt: needs.now(),
  }
  await needs.store.change(async (tx) => {
    await tx.organizations.insert(organization)
    return { result: undefined, events: [] }
  })
  const owners: Owner[] = []
  for (let index = 0; index < PEOPLE; index++) {
    progress(`adding people: ${index + 1} of ${PEOPLE}`)
    const username = `person-${index}`
    const { id } = await addMember(needs, organization.id, {
      username,
      email: `${username}@acme.example`,
      firstName: 'Some',
      lastName: 'Person',
      password: PASSWORD,
    })
    owners.push({ organizationId: organization.id, userId: id })
  }
  const people = owners.map(({ userId }) => userId)
  return { owners, ...(await hold(needs, organization.id, people)) }
}

async function signerOf(needs: Needs, dataDir: string, { value }: SeededToken): Promise<Signer> {
  const keys = await needs.store.signingKeys.list()
  const key = keys.find(({ state }) => state === 'active')!
  const sealing = createSealing(await loadMasterKey({ dataDir, mayCreate: false }))
  const exchanged = await exchangeApiToken(needs, {
    presented: value,
    wasInUrl: false,
    origin: { requestId: randomUuid(), address: '127.0.0.1', userAgent: '' },
  })
  if (exchanged.outcome !== 'exchanged') throw new Error('A seeded API token is refused')
  return {
    algorithm: key.algorithm as Algorithm,
    kid: key.id,
    privateKeyPem: openSigningKey(sealing, key).export({ format: 'pem', type: 'pkcs8' }).toString(),
    claims: JSON.parse(Buffer.from(exchanged.accessToken.split('.')[1]!, 'base64url').toString()),
  }
}
