/** Several servers of one installation, as on several machines: one PostgreSQL, one master key, a clock for each. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAcme, openApp } from './acme.ts'
import { testDatabase } from './postgres.ts'
import type { Cleanup } from './cleanup.ts'

export type Place = { readonly dataDir: string; readonly env: Readonly<Record<string, string>> }

/** An empty database and an empty folder, where nothing has started yet. */
export async function emptyPlace(test: Cleanup): Promise<Place> {
  const url = await testDatabase(test)
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  test.after(() => rm(dataDir, { recursive: true, force: true }))
  // Elliptic curves, because making an RSA key takes a while.
  return { dataDir, env: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } }
}

/** Acme on one server, and a second one beside it. */
export async function openReplicas(test: Cleanup) {
  const place = await emptyPlace(test)
  const one = await openAcme(test, { ...place, engine: 'postgres' })
  const other = { ...one, ...(await openApp(test, { ...place, engine: 'postgres', now: one.clock.now })) }
  return { one, other, place }
}
