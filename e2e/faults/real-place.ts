/** An installation that only processes of their own serve: a folder, a database of either engine, and how they are told. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig, type Config } from '../../server/src/config.ts'
import { openAcme, PUBLIC_URL, type Acme } from '../../server/testing/acme.ts'
import { testDatabase } from '../../server/testing/postgres.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import type { EngineName } from '../../server/testing/stores.ts'
import type { Env } from './real-process.ts'

export type RealPlace = {
  readonly engine: EngineName
  readonly dataDir: string
  readonly env: Env
  readonly config: Config
}

/** An empty folder and, if that is the engine, an empty database. */
export async function emptyRealPlace(test: Cleanup, engine: EngineName): Promise<RealPlace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  const env = {
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_PUBLIC_URL: PUBLIC_URL,
    // Elliptic curves, because making an RSA key takes a while.
    COUNTERSIGN_SIGNING_ALGORITHM: 'ES256',
    COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0',
    COUNTERSIGN_LOG_LEVEL: 'error',
    ...(engine === 'postgres' && { COUNTERSIGN_DATABASE_URL: await testDatabase(test) }),
  }
  test.after(() => rm(dataDir, { recursive: true, force: true }))
  return { engine, dataDir, env, config: parseConfig([], env) }
}

/** Does something with a service of that installation in this process, which is gone afterwards. */
export async function within<Result>(open: (cleanup: Cleanup) => Promise<Result>): Promise<Awaited<Result>> {
  const releases: (() => Promise<void>)[] = []
  try {
    return await open({ after: (release) => void releases.push(release) })
  } finally {
    for (const release of releases) await release()
  }
}

/** Acme is in there from now on. `more` can add to it. */
export const moveAcmeIn = (place: RealPlace, more: (acme: Acme) => Promise<void> = async () => {}) =>
  within(async (cleanup) => {
    const acme = await openAcme(cleanup, place)
    await more(acme)
    const { organization, inventory, member, owner } = acme
    return { organization, inventory, member, owner }
  })
