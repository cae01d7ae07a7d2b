/** However large an installation is, its backup goes by parts: whoever is served beside it goes on, and a stop is heard. */
import assert from 'node:assert/strict'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { backUpInstallation, restoreInstallation } from './backup.ts'
import { parseConfig } from './config.ts'
import { NO_SCOPES, NO_SELECTION } from './domain/allowed-scopes.ts'
import { newApiToken, newAssignment, newEvent, newSecret, newService } from './store/conformance/samples.ts'
import { openAcme, PUBLIC_URL, type Acme } from '../testing/acme.ts'
import type { Cleanup } from '../testing/cleanup.ts'
import { longestTurnMs, slowness } from '../testing/event-loop.ts'
import { copyMigratedFile } from '../testing/migrated-file.ts'
import { testDatabase } from '../testing/postgres.ts'

const MOST_MS = 50
const EVENTS = 100_000
const EVENTS_PER_CHANGE = 5_000
const ASSIGNMENTS = 2_300
/** Each with as much as scopes may take. */
const LARGE_TOKENS = 600

const LARGE_SCOPES = {
  ...NO_SCOPES,
  services: Array.from({ length: 15 }, (_, at) => ({
    ...NO_SELECTION,
    serviceId: `${'x'.repeat(90)}${at}`,
    roles: Array.from({ length: 20 }, (_each, role) => ({
      name: `${'y'.repeat(80)}${role}`,
      resource: null,
    })),
  })),
}

async function fill({ app, organization, member }: Acme): Promise<void> {
  const { store } = app.needs
  for (let count = 0; count < EVENTS; count += EVENTS_PER_CHANGE) {
    await store.recordEvents(
      Array.from({ length: EVENTS_PER_CHANGE }, () => newEvent({ organizationId: organization.id })),
    )
  }
  const owner = { organizationId: organization.id, userId: member.id }
  const service = newService(organization.id)
  await store.change(async (tx) => {
    await tx.services.insert(service)
    for (let count = 0; count < ASSIGNMENTS; count++)
      await tx.roles.assign(
        newAssignment(owner, { serviceId: service.id, name: 'inventory:viewer', resource: `r${count}` }),
      )
    for (let count = 0; count < LARGE_TOKENS; count++) {
      const token = newApiToken(owner, { allowedScopes: LARGE_SCOPES })
      await tx.apiTokens.insert(token, newSecret())
    }
    return { result: undefined, events: [] }
  })
}

async function folderFor(test: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  test.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function assertShortTurns(work: () => Promise<unknown>): Promise<void> {
  const longest = await longestTurnMs(work)
  const most = MOST_MS * slowness()
  assert.ok(longest < most, `${longest.toFixed(1)} ms of at most ${most.toFixed(1)}`)
}

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`a large installation on ${engine} is backed up and restored without a long turn of the event loop`, async (t) => {
    const acme = await openAcme(t, { engine })
    await fill(acme)
    const path = join(await folderFor(t), 'backup')
    let written = 0
    await assertShortTurns(async () => (written = await backUpInstallation(acme.config, { path })))
    assert.ok(written > EVENTS + ASSIGNMENTS + LARGE_TOKENS)

    const dataDir = await folderFor(t)
    await copyFile(join(acme.dataDir, 'master.key'), join(dataDir, 'master.key'))
    // To make the tables is one turn, at a start that serves nobody.
    if (engine === 'sqlite') await copyMigratedFile(join(dataDir, 'countersign.db'))
    const config = parseConfig([], {
      COUNTERSIGN_DATA_DIR: dataDir,
      COUNTERSIGN_PUBLIC_URL: PUBLIC_URL,
      ...(engine === 'postgres' && { COUNTERSIGN_DATABASE_URL: await testDatabase(t) }),
    })
    // SQLite's one commit is left out, for all of it holds or nothing: nobody is served by the process that restores.
    const read = Promise.withResolvers<void>()
    const progress = (rows: number): void => {
      if (rows === written) read.resolve()
    }
    const restoring = restoreInstallation(config, { path, progress })
    await assertShortTurns(() => Promise.race([read.promise, restoring]))
    assert.equal((await restoring).rows, written)
  })
}
