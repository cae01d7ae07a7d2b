/** Backup and restore between both engines, as an operator does them: files, master keys and all. */
import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { backUpInstallation, restoreInstallation } from './backup.ts'
import { parseConfig } from './config.ts'
import { writeBackupFile } from './actions/backup/backup-file.ts'
import type { Needs } from './actions/needs.ts'
import { Refusal } from './domain/refusal.ts'
import { OAUTH_LISTS_FROM, placeOf } from './domain/status-list.ts'
import { flushUsage } from './jobs/flush-usage.ts'
import { openAcme, openApp, PUBLIC_URL, type Acme } from '../testing/acme.ts'
import { emptyDatabase } from '../testing/postgres.ts'
import { apiTokensPath, exchange, generate, request, signIn } from '../testing/requests.ts'
import type { Cleanup } from '../testing/cleanup.ts'
import type { EngineName } from '../testing/stores.ts'
import { MIGRATIONS } from './store/migrations/index.ts'

const ENGINES = ['sqlite', 'postgres'] as const

async function folderFor(test: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  test.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Acme with a token of everybody, and a backup of it. */
async function backedUp(t: Cleanup, engine: EngineName) {
  const acme = await openAcme(t, { engine })
  const session = await signIn(acme, 'olivia')
  const { value } = await generate(acme, session)
  await exchange(acme, value)
  const revoked = await generate(acme, session, { name: 'revoked' })
  await request(acme, 'DELETE', `${apiTokensPath(acme)}/${revoked.apiToken.id}`, { headers: session })
  await exchange(acme, revoked.value)
  const old = await generate(acme, session, { name: 'rotated' })
  const { body: fresh } = await request(acme, 'POST', `${apiTokensPath(acme)}/${old.apiToken.id}/value`, {
    headers: session,
    body: { overlap: 'seven_days' },
  })
  await exchange(acme, old.value)
  await flushUsage(acme.app.needs)
  await putIn(acme, engine)
  const file = join(await folderFor(t), 'backup')
  const rows = await backUpInstallation(acme.config, { path: file })
  return { acme, file, rows, value, revoked: revoked.value, twoValues: [old.value, fresh.value] }
}

const PLACE = placeOf({ list: OAUTH_LISTS_FROM, index: 7 })

/** Rows of the tables that none of the above fills, past the service. */
async function putIn(acme: Acme, engine: EngineName): Promise<void> {
  const [o, s, u] = [acme.organization.id, acme.inventory.id, acme.member.id]
  const hash = engine === 'sqlite' ? "x'00ff'" : "'\\x00ff'"
  const statements = [
    `insert into service_offers values ('${s}', '${acme.other.id}', 1)`,
    `insert into custom_role_names values ('${o}', 'gone', 1), ('${o}', 'reader', 1)`,
    `insert into custom_roles values ('${o}', 'reader', 'Reader', '', 1)`,
    `insert into custom_role_permissions values ('${o}', 'reader', '${s}', '["inventory:item.read"]', 1)`,
    `insert into groups values ('g-1', '${o}', 'Night shift', 'night shift', '', 1)`,
    `insert into group_members values ('${o}', 'g-1', '${u}', null, 9000000000000, 1)`,
    `insert into group_roles values ('${o}', 'g-1', null, 'reader', 'reader', null, null, null, 1)`,
    `insert into role_assignments values ('${o}', '${u}', null, 'reader', 'reader', null, 5, null, 1)`,
    `insert into feed_tokens values ('f-1', '${s}', 'stock', ${hash}, 'k-1', 1, '${u}', null)`,
    `insert into status_places values (${PLACE}, null), (${PLACE + 1}, null), (${PLACE + 2}, null), (${PLACE + 3}, 1)`,
    `insert into oauth_apps values ('app-1', '${o}', 'machine', 'Robot', 'robot', '', '[]', '[]', 'secret', '[]',
        1800, 1, 60, 60, '{}', 0, 1, 1, '${u}', 1, null, null, 1, ${PLACE})`,
    `insert into oauth_app_organizations values ('${o}', 'app-1', 1, '${u}', null)`,
    `insert into oauth_app_roles values ('${o}', 'app-1', null, 'reader', 'reader', null, null, null, 1)`,
    `insert into oauth_app_secrets values ('s-1', 'app-1', 'first', ${hash}, 1, '${u}', null, null, null, null, null, ${PLACE + 1})`,
    `insert into oauth_consents values ('${o}', 'app-1', '${u}', 'openid', 1, null)`,
    `insert into oauth_grants (id, organization_id, app_id, user_id, resources, authenticated_at, authenticated_by,
        created_at, expires_at, status_place) values ('gr-1', '${o}', 'app-1', '${u}', '[]', 1, 'pwd', 1, 2, ${PLACE + 2})`,
    `insert into oauth_refresh_tokens values ('rt-1', ${hash}, 'gr-1', 1, 2, null)`,
    `insert into event_streams (id, organization_id, app_id, method, state, state_by, created_at, since, last_number, waiting,
        failures, next_try_at) values ('es-1', '${o}', 'app-1', 'urn:ietf:rfc:8936', 'enabled', 'receiver', 1, 1, 1, 1, 0, 1)`,
    `insert into event_stream_events values ('es-1', 1, 'jti-1', '{}', 0, 1)`,
    `insert into event_stream_silenced values ('es-1', '[]')`,
    `insert into invitations (id, organization_id, email, email_folded, roles, group_ids, link_id, link_hash,
        is_mailed, created_at, sent_at, expires_at)
      values ('i-1', '${o}', 'E@x', 'e@x', '[]', '[]', 'l-1', ${hash}, 0, 1, 1, 2)`,
    `insert into api_token_reminders select id, 3, 1, null from api_tokens`,
    `insert into role_reminders values ('${o}', '${u}', '', 'reader', '', 5, 1, 1)`,
    `insert into leak_reports values ('lr-1', '${o}', '${u}', 'api_token', 't-1', 'CI', 'v-1', 1, 'anyone', '192.0.2.1',
        null, null, '{}', null)`,
    `insert into mail_stopped_addresses values ('gone@x', 1, '550 no such user')`,
    `insert into role_requests (id, organization_id, user_id, name, reason, lifetime, created_at, waits_until)
      values ('r-1', '${o}', '${u}', 'developer', 'To build', null, 1, 2)`,
  ]
  if (engine === 'sqlite') {
    const database = new DatabaseSync(join(acme.dataDir, 'countersign.db'))
    for (const statement of statements) database.exec(statement)
    return database.close()
  }
  const client = new pg.Client({ connectionString: acme.config.databaseUrl! })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

/** Somewhere to restore to, with a copy of the master key unless there is none to copy. */
async function emptyPlace(t: Cleanup, engine: EngineName, masterKeyOf?: string) {
  const dataDir = await folderFor(t)
  if (masterKeyOf !== undefined) await copyFile(join(masterKeyOf, 'master.key'), join(dataDir, 'master.key'))
  const env: Record<string, string> =
    engine === 'postgres' ? { COUNTERSIGN_DATABASE_URL: await emptyDatabase(t) } : {}
  const config = parseConfig([], {
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_PUBLIC_URL: PUBLIC_URL,
    ...env,
  })
  return { engine, dataDir, env, config }
}

async function startAndStop(place: Awaited<ReturnType<typeof emptyPlace>>): Promise<void> {
  const releases: (() => Promise<void>)[] = []
  await openApp({ after: (release) => void releases.push(release) }, place)
  for (const release of releases) await release()
}

/** The whole content, in one order, of whatever engine. */
async function contentOf({ store }: Needs): Promise<string[]> {
  return store.archive.read(async (batches) => {
    const rows: string[] = []
    for await (const batch of batches) {
      for (const row of batch.rows) {
        const cells = batch.columns.map((column, at) => [column, row[at]])
        rows.push(JSON.stringify([batch.table, Object.fromEntries(cells)]))
      }
    }
    return rows.toSorted()
  })
}

for (const from of ENGINES) {
  for (const to of ENGINES) {
    test(`every API token of a ${from} installation works after restoring it into ${to}`, async (t) => {
      const { acme, file, rows, value, revoked, twoValues } = await backedUp(t, from)
      const place = await emptyPlace(t, to, acme.dataDir)
      const before = await contentOf(acme.app.needs)
      assert.ok(before.length > 20)
      assert.equal(rows, before.length)

      assert.equal((await restoreInstallation(place.config, { path: file })).rows, rows)

      const restored = await openApp(t, place)
      assert.deepEqual(await contentOf(restored.app.needs), before)
      const exchanged = await exchange(restored, value)
      assert.equal(exchanged.status, 200, exchanged.text)
      assert.equal((await exchange(restored, revoked)).status, 400)
      for (const either of twoValues) assert.equal((await exchange(restored, either)).status, 200)
      assert.equal((await signIn(restored, 'max')).cookie.length > 0, true)
      const { apiTokens } = restored.app.needs.store
      assert.equal(
        (
          await apiTokens.list(
            { organizationId: acme.organization.id, userId: null },
            { offset: 0, limit: 9 },
          )
        ).total,
        3,
      )
    })
  }

  suite(`a backup of ${from}`, () => {
    test('is of one moment, whatever is written meanwhile', async (t) => {
      const acme = await openAcme(t, { engine: from })
      const session = await signIn(acme, 'max')
      const file = join(await folderFor(t), 'backup')
      let isWriting = true
      const writers = [1, 2].map(async () => {
        // Each of these writes a token, its value and an event at once: none may be without the others. One person may
        // have 200.
        let written = 0
        for (; isWriting && written < 100; written += 1) await generate(acme, session)
        return written
      })
      for (let round = 0; round < 5; round += 1) {
        await backUpInstallation(acme.config, { path: file })
        const lines = gunzipSync(await readFile(file), {})
          .toString()
          .trimEnd()
          .split('\n')
          .slice(1, -1)
        const count = (table: string, has: (row: unknown[]) => boolean = () => true): number =>
          lines
            .map((line) => JSON.parse(line) as { table: string; rows: unknown[][] })
            .filter((batch) => batch.table === table)
            .reduce((sum, { rows }) => sum + rows.filter(has).length, 0)
        const tokens = count('api_tokens')
        assert.equal(count('api_token_secrets'), tokens)
        assert.equal(
          count('audit_events', (row) => row.includes('csp__generate_api_token')),
          tokens,
        )
      }
      isWriting = false
      assert.ok((await Promise.all(writers)).every((written) => written > 5))
    })

    test('that fails leaves the earlier file as it was, and nothing beside it', async (t) => {
      const { acme, file } = await backedUp(t, from)
      const earlier = await readFile(file)
      const failing = backUpInstallation(acme.config, {
        path: file,
        progress: () => assert.fail('the disk is full'),
      })
      await assert.rejects(failing, /the disk is full/)
      assert.deepEqual(await readFile(file), earlier)
      assert.deepEqual(await readdir(join(file, '..')), ['backup'])
    })

    test('goes into an empty installation only', async (t) => {
      const { acme, file } = await backedUp(t, from)
      const before = await contentOf(acme.app.needs)
      await assert.rejects(
        restoreInstallation(acme.config, { path: file }),
        (error) => error instanceof Refusal && /is in use.*Nothing was changed/.test(error.detail ?? ''),
      )
      assert.deepEqual(await contentOf(acme.app.needs), before)
    })

    test('goes over an installation that was started but never set up', async (t) => {
      const { acme, file, value } = await backedUp(t, from)
      const place = await emptyPlace(t, from, acme.dataDir)
      await startAndStop(place)
      await restoreInstallation(place.config, { path: file })
      assert.equal((await exchange(await openApp(t, place), value)).status, 200)
    })

    test('that breaks half-way while it is restored leaves nothing', async (t) => {
      const { acme, file, value } = await backedUp(t, from)
      const place = await emptyPlace(t, from, acme.dataDir)
      let rows = 0
      const progress = (soFar: number): void => {
        rows = soFar
        if (rows > 20) throw new Error('lost the database')
      }
      await assert.rejects(restoreInstallation(place.config, { path: file, progress }), /lost the database/)
      assert.ok(rows > 20)
      await restoreInstallation(place.config, { path: file })
      assert.equal((await exchange(await openApp(t, place), value)).status, 200)
    })
  })
}

test('a backup is readable for its owner alone and holds no value, no password and no master key', async (t) => {
  const { acme, file, value } = await backedUp(t, 'sqlite')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const text = gunzipSync(await readFile(file)).toString()
  const masterKey = (await readFile(join(acme.dataDir, 'master.key'), 'utf8')).trim()
  assert.ok(text.includes(value.slice(4, 16)), 'the public id is there, so this looked at the right thing')
  for (const secret of [value, value.slice(16, 59), masterKey, 'PRIVATE KEY', '"sessions"']) {
    assert.ok(!text.includes(secret), secret)
  }
})

test('a file that was cut off or changed anywhere is refused, and no database is made', async (t) => {
  const { acme, file } = await backedUp(t, 'sqlite')
  const whole = await readFile(file)
  const lines = gunzipSync(whole).toString().split('\n')
  const rezipped = (change: (lines: string[]) => string[]): Buffer => gzipSync(change([...lines]).join('\n'))
  const damaged: Record<string, Buffer> = {
    'a flipped bit': Buffer.from(whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte))),
    'the last byte is missing': whole.subarray(0, -1),
    'half of it': whole.subarray(0, whole.length >> 1),
    'a role that was raised': rezipped((all) =>
      all.map((line) => line.replaceAll('inventory:viewer', 'inventory:admin')),
    ),
    'no trailer': rezipped((all) => all.slice(0, -2).concat('')),
    'a batch left out': rezipped((all) => all.toSpliced(3, 1)),
    'a line after the trailer': rezipped((all) => all.concat(lines[2]!, '')),
    'a batch that is none': rezipped((all) => all.with(2, '{"table":"users"}')),
    'another seal': rezipped((all) => all.with(-2, '{"seal":"00"}')),
  }
  const place = await emptyPlace(t, 'sqlite', acme.dataDir)
  const path = join(place.dataDir, 'damaged')
  for (const [how, bytes] of Object.entries(damaged)) {
    assert.notDeepEqual(bytes, whole, how)
    await writeFile(path, bytes)
    await assert.rejects(restoreInstallation(place.config, { path }), /is not whole/, how)
  }
  assert.deepEqual((await readdir(place.dataDir)).toSorted(), ['damaged', 'master.key'])
  await writeFile(
    path,
    rezipped((all) => all),
  )
  await restoreInstallation(place.config, { path })
})

test('what is no backup of ours is told so', async (t) => {
  const { acme, file } = await backedUp(t, 'sqlite')
  const place = await emptyPlace(t, 'sqlite', acme.dataDir)
  await writeFile(file, gzipSync('{"some":"thing"}\n'))
  await assert.rejects(restoreInstallation(place.config, { path: file }), /is no backup/)
  await writeFile(file, gzipSync('{"format":"countersign-backup/2"}\n'))
  await assert.rejects(restoreInstallation(place.config, { path: file }), /is no backup/)
  await truncate(file)
  await assert.rejects(restoreInstallation(place.config, { path: file }), /is not whole|is no backup/)
})

test('without the right master key a backup is refused with what to do', async (t) => {
  const { file } = await backedUp(t, 'sqlite')
  const without = await emptyPlace(t, 'sqlite')
  await assert.rejects(restoreInstallation(without.config, { path: file }), /Put the master\.key of/)
  const stranger = await openAcme(t)
  const other = await emptyPlace(t, 'sqlite', stranger.dataDir)
  await assert.rejects(restoreInstallation(other.config, { path: file }), /belongs to another master key/)
  assert.deepEqual(await readdir(other.dataDir), ['master.key'])
})

test('a backup of other tables than this version has is refused', async (t) => {
  const { acme, file } = await backedUp(t, 'sqlite')
  const place = await emptyPlace(t, 'sqlite', acme.dataDir)
  const { needs } = acme.app
  const header = {
    madeBy: '0.0.9',
    madeAt: new Date().toISOString(),
    schema: ['0001-initial'],
    masterKeyId: needs.keyedHash.keyId,
  }
  await needs.store.archive.read((batches, confirm) =>
    writeBackupFile(file, header, batches, { keyedHash: needs.keyedHash, confirm }),
  )
  await assert.rejects(restoreInstallation(place.config, { path: file }), /made by version 0\.0\.9/)
})

test('asking for a backup where no installation is does not make one', async (t) => {
  const place = await emptyPlace(t, 'sqlite')
  await assert.rejects(
    backUpInstallation(place.config, { path: join(place.dataDir, 'backup') }),
    /There is no installation/,
  )
  assert.deepEqual(await readdir(place.dataDir), [])
})

test('every table is either in a backup or left out on purpose', async (t) => {
  const LEFT_OUT = [
    'installation',
    'sessions',
    'known_places',
    'job_leases',
    'password_resets',
    'password_reset_asks',
    'mail_outbox',
    'revocation_position',
    'revocations',
    // Where streams have read to in what is left out.
    'event_streams_position',
    'oauth_codes',
    'oauth_pushed_requests',
    'oauth_device_codes',
    'oauth_used_ids',
    // What is put into the other tables makes them anew.
    'rights_versions',
  ]
  const made = MIGRATIONS.flatMap(({ statements }) =>
    statements({
      ...{ bytes: '', bigint: '', table: '', unheardOf: '' },
      ...{ appendOnly: () => [], raising: () => [], leaving: () => [] },
    }),
  )
    .flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? [])
    // Made anew: under another name, and renamed, or in its place.
    .filter((table, at, all) => !table.startsWith('new_') && all.indexOf(table) === at)
  assert.ok(made.length > 10)
  const { acme } = await backedUp(t, 'sqlite')
  const kept = new Set((await contentOf(acme.app.needs)).map((row) => (JSON.parse(row) as [string])[0]))
  assert.deepEqual(made.toSorted(), [...kept, ...LEFT_OUT].toSorted())
})
