/** A database of the first release, with what people had in it, comes up with this one and means what it meant. */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import pg from 'pg'
import type { Cleanup } from '../../testing/cleanup.ts'
import { emptyDatabase } from '../../testing/postgres.ts'
import { testFile } from '../../testing/stores.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { POSTGRES_WORDS, SQLITE_WORDS, type Words } from './migrations/migration.ts'
import { openPostgres } from './postgres/postgres.ts'
import { openSqlite } from './sqlite/sqlite.ts'
import type { Store } from './store.ts'

/** Those of 0.1.0. They are never edited, so that what they make is what that release made. */
const FIRST_RELEASE = ['0001-initial', '0002-upkeep']
const AT = Date.parse('2026-10-01T10:00:00Z')

type Place = {
  readonly words: Words
  readonly bytes: (hex: string) => string
  readonly run: (statements: readonly string[]) => Promise<void>
  readonly open: () => Promise<Store>
}

const ENGINES: Readonly<Record<string, (test: Cleanup) => Promise<Place>>> = {
  SQLite: async (t) => {
    const file = await testFile(t)
    return {
      words: SQLITE_WORDS,
      bytes: (hex) => `x'${hex}'`,
      run: async (statements) => {
        const database = new DatabaseSync(file)
        for (const statement of statements) database.exec(statement)
        database.close()
      },
      open: () => openSqlite({ file }),
    }
  },
  PostgreSQL: async (t) => {
    const url = await emptyDatabase(t)
    return {
      words: POSTGRES_WORDS,
      bytes: (hex) => `decode('${hex}', 'hex')`,
      run: async (statements) => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        for (const statement of statements) await client.query(statement)
        await client.end()
      },
      open: () => openPostgres({ url }),
    }
  },
}

/** More than a migration fills at once. */
const CROWD = Array.from({ length: 1203 }, (_, index) => `crowd-${index + 1000}`)

/** As that release wrote them: scopes without the general scope that came later. */
const SCOPES = JSON.stringify({
  openId: true,
  allRoles: true,
  organization: { allRoles: false, allPermissions: false, roles: [], permissions: [] },
  services: [],
})

const rows = (bytes: Place['bytes']): string[] => [
  `insert into organizations values ('o-1', 'acme', 'Acme', ${AT})`,
  `insert into users values ('u-1', 'local', 'max', 'max@acme.example', 0, 'Max', 'Example', 'hash', ${AT}, null,
    'max', 'max@acme.example', 'max example')`,
  `insert into memberships values ('o-1', 'u-1', ${AT})`,
  ...CROWD.map(
    (
      id,
    ) => `insert into users values ('${id}', 'local', '${id}', '${id}@acme.example', 0, 'José', 'Müller ${id}', 'hash',
      ${AT}, null, '${id}', '${id}@acme.example', 'josé müller ${id}')`,
  ),
  ...CROWD.map((id) => `insert into memberships values ('o-1', '${id}', ${AT})`),
  `insert into services values ('s-1', 'o-1', 'inventory', 'Inventory', ${AT})`,
  `insert into service_permissions values ('s-1', 'inventory:item.read', 'See items', 0)`,
  `insert into service_roles values ('s-1', 'inventory:viewer', 'Viewer', '["inventory:item.read"]', 0)`,
  `insert into role_assignments values ('o-1', 'u-1', null, 'org_member', null, null, ${AT})`,
  `insert into role_assignments values ('o-1', 'u-1', null, 'org_owner', null, null, ${AT})`,
  `insert into role_assignments values ('o-1', 'u-1', 's-1', 'inventory:viewer', 'shelf', null, ${AT})`,
  `insert into api_tokens values ('token-1', 'o-1', 'u-1', 'CI', '${SCOPES}', '{"amount":6,"unit":"months"}', 7,
    ${AT}, null, ${AT + 1e10}, null, null, ${AT}, '192.0.2.1', 'curl', null, 'value-1')`,
  `insert into api_token_secrets values ('value-1', 'token-1', ${bytes('00ff')}, 'pepper', ${AT}, null, null)`,
  `insert into api_token_usage values ('token-1', ${AT - (AT % 86_400_000)}, 3)`,
  `insert into sessions values ('session-1', 'u-1', ${bytes('abcd')}, ${AT}, ${AT}, ${AT}, '192.0.2.1', 'Firefox')`,
  `insert into audit_events values ('event-1', ${AT}, 'csp__generate_api_token', 'o-1', 'u-1', 'session-1', null,
    'api_token', 'token-1', null, null, null, '{"name":"CI"}')`,
  `insert into audit_events values ('event-2', ${AT}, 'csp__refresh_token_exchange_failed', 'o-1', 'u-1', null, 'token-1',
    'api_token', 'token-1', 'request', '192.0.2.1', 'curl', '{"reason":"wrong_secret","tries":2}')`,
  `insert into job_leases values ('upkeep', 'process', ${AT})`,
]

for (const [name, place] of Object.entries(ENGINES)) {
  suite(`a database of the first release on ${name}`, () => {
    test('is brought up to this one with all that was in it', async (t) => {
      const { words, bytes, run, open } = await place(t)
      const first = MIGRATIONS.filter((migration) => FIRST_RELEASE.includes(migration.name))
      assert.equal(first.length, FIRST_RELEASE.length)
      assert.ok(MIGRATIONS.length > first.length)
      await run([
        `create table schema_migrations (name text not null primary key, applied_at ${words.bigint} not null)`,
        ...first.flatMap(({ statements }) => statements(words)),
        ...first.map((migration) => `insert into schema_migrations values ('${migration.name}', ${AT})`),
        ...rows(bytes),
      ])

      const store = await open()
      t.after(() => store.close())
      const owner = { organizationId: 'o-1', userId: 'u-1' }
      const facts = await store.exchange.findFacts('value-1')
      assert.deepEqual([...facts!.secret.hash], [0, 255])
      assert.deepEqual(
        facts!.roles.map((role) => [role.name, role.resource, role.permissions.length > 0]),
        [
          ['org_member', null, true],
          ['org_owner', null, true],
          // The owner of what is now the home organization.
          ['platform_operator', null, true],
          ['inventory:viewer', 'shelf', true],
        ],
      )
      // What came later is off: no API token administers, and none is bounded but by its own scopes.
      assert.deepEqual(facts!.token.bounds, [])
      assert.equal(facts!.token.allowedScopes.administration, false)
      assert.equal(facts!.token.allowedScopes.allRoles, true)
      assert.equal(facts!.organization.tokensMayAdminister, false)
      assert.equal((await store.organizations.find('o-1'))?.isHome, true)
      assert.deepEqual(
        (await store.services.list('o-1')).map((service) => service.name),
        ['inventory'],
      )
      const token = await store.apiTokens.find(owner, 'token-1')
      assert.deepEqual([token!.name, token!.parentId, token!.lastUsedAt], ['CI', null, AT])
      const days = await store.apiTokens.exchangesByDay(owner, 'token-1', AT)
      assert.deepEqual(
        days.map(({ day, exchanges }) => [day, exchanges]),
        [[AT - (AT % 86_400_000), 3]],
      )
      assert.equal((await store.sessions.listForUser('u-1')).length, 1)
      const page = { offset: 0, limit: 10 }
      assert.equal((await store.auditEvents.listForApiToken(owner, 'token-1', page)).total, 1)
      assert.equal((await store.auditEvents.listForOrganization('o-1', page)).total, 2)
      assert.equal((await store.gatheredEvents.listForOrganization('o-1', page)).total, 0)

      await store.change(async (tx) => {
        assert.equal(await tx.apiTokens.revoke('token-1', AT), true)
        await tx.organizations.setPolicies('o-1', { tokensMayAdminister: true })
        return { result: undefined, events: [] }
      })
      const search = (term: string) => store.organizations.searchMembers('o-1', term, CROWD.length)
      assert.equal((await search('jose muller')).length, CROWD.length)
      for (const id of [CROWD[0]!, CROWD[500]!, CROWD.at(-1)!, 'max']) {
        assert.deepEqual(
          (await search(`${id} acme`)).map(({ user }) => user.username),
          [id],
        )
      }
      const after = await store.exchange.findFacts('value-1')
      assert.deepEqual([after!.token.revokedAt, after!.organization.tokensMayAdminister], [AT, true])
    })
  })
}
