/** What a process remembers of rights between exchanges is what it would read, in every process and after every change. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import { seed } from '../../../testing/test-run.ts'
import { columnsOf } from '../engine.ts'
import { heldRolesJson } from '../held-roles.ts'
import type { Schema } from '../schema.ts'
import type { Store } from '../store.ts'
import { CHANGES_FROM_AFAR, CHANGES_OF_RIGHTS, ROLE, type Place } from './changes-of-rights.ts'
import { change, sharedDatabase, type OpenDatabase, type TestDatabase } from './database.ts'
import { addApiToken, addMember, newAssignment, newService } from './samples.ts'

const STEPS = 80

export function rememberedRightsPromises(open: OpenDatabase): void {
  suite('what is remembered of rights', () => {
    const database = sharedDatabase(open)

    test('after any changes every exchange in every process reads what is held now', async () => {
      const { places, secretIds } = await world(database)
      const kinds = Object.values(CHANGES_OF_RIGHTS)
      const oneOf = (...makes: ((place: Place, number: number) => string)[]) => fc.constantFrom(...makes)
      const step = fc.record({
        // What takes away, takes much: it comes less often than what adds.
        make: fc.oneof(
          { weight: 6, arbitrary: oneOf(...kinds.map(({ insert }) => insert)) },
          { weight: 3, arbitrary: oneOf(...kinds.map(({ update }) => update)) },
          { weight: 1, arbitrary: oneOf(...kinds.map((kind) => kind.delete)) },
          { weight: 3, arbitrary: oneOf(...Object.values(CHANGES_FROM_AFAR).map(({ insert }) => insert)) },
          { weight: 1, arbitrary: oneOf(...Object.values(CHANGES_FROM_AFAR).map((one) => one.delete)) },
        ),
        place: fc.constantFrom(...places),
        number: fc.integer({ min: 1, max: 9 }),
      })
      const seen = new Set<string>()
      for (const { make, place, number } of fc.sample(step, { seed, numRuns: STEPS })) {
        const statement = make(place, number)
        await database.query(statement)
        const present = await computed(database, secretIds)
        for (const one of present) seen.add(JSON.stringify(one))
        for (const store of [database.store, database.other, database.store])
          assert.deepEqual(await heldBy(store, secretIds), present, statement)
      }
      assert.ok(seen.size > 10, `only ${seen.size} different answers were seen`)
    })

    test('each table that says what is held raises the version of its organization, or of all', async () => {
      assert.deepEqual(tablesRead(), Object.keys(CHANGES_OF_RIGHTS).toSorted())
      const { places } = await world(database)
      const [place, neighbour] = [places[0]!, places[2]!]
      const versionOf = async (id: string): Promise<unknown> =>
        (await database.query(`select version from rights_versions where organization_id = '${id}'`))[0]?.[
          'version'
        ]
      const versions = async () => ({
        own: await versionOf(place.organizationId),
        neighbour: await versionOf(neighbour.organizationId),
        all: await versionOf(''),
      })
      await database.query(CHANGES_OF_RIGHTS['service_roles']!.delete(place, 0))
      const run = async (table: string, kind: 'insert' | 'update' | 'delete') => {
        const before = await versions()
        await database.query(CHANGES_OF_RIGHTS[table]![kind](place, 1))
        const after = await versions()
        const isRaised = { own: before.own !== after.own, all: before.all !== after.all }
        const isOfAll = table === 'service_roles'
        assert.deepEqual(isRaised, { own: !isOfAll, all: isOfAll }, `${kind} ${table}`)
        assert.equal(before.neighbour, after.neighbour, `${kind} ${table}`)
      }
      const tables = Object.keys(CHANGES_OF_RIGHTS)
      for (const table of tables) await run(table, 'insert')
      for (const table of tables) await run(table, 'update')
      // The last first: what refers to it would go with it, and be another change.
      for (const table of tables.toReversed()) await run(table, 'delete')
    })

    test('a role that was taken is refused in the very next exchange, in every process, under load', async () => {
      const { places, secretIds } = await world(database)
      const [place, secretId] = [places[0]!, secretIds[0]!]
      const over = new AbortController()
      const load = Array.from({ length: 8 }, async (_, at) => {
        const { exchange } = at % 2 ? database.store : database.other
        while (!over.signal.aborted) {
          await exchange.findFacts(secretIds[at % secretIds.length]!)
          await new Promise((resolve) => setImmediate(resolve))
        }
      })
      const held = async (): Promise<boolean[]> =>
        await Promise.all(
          [database.store, database.other].map(async ({ exchange }) =>
            (await exchange.findFacts(secretId))!.roles.some(({ name }) => name === ROLE),
          ),
        )
      const { organizationId, userId, serviceId } = place
      const assignment = newAssignment({ organizationId, userId }, { serviceId, name: ROLE })
      try {
        for (let round = 0; round < 20; round++) {
          const [one, other] = round % 2 ? [database.store, database.other] : [database.other, database.store]
          await change(one, (tx) => tx.roles.assign(assignment))
          assert.deepEqual(await held(), [true, true])
          await change(other, (tx) => tx.roles.remove(organizationId, userId, assignment))
          assert.deepEqual(await held(), [false, false])
        }
      } finally {
        over.abort()
        await Promise.all(load)
      }
    })

    test('what a change has not committed is neither seen nor remembered, and what it took back is gone', async () => {
      const { places, secretIds } = await world(database)
      const [{ organizationId, userId, serviceId }, secretId] = [places[0]!, secretIds[0]!]
      const rolesOf = async ({ exchange }: Pick<Store, 'exchange'>): Promise<string[]> =>
        (await exchange.findFacts(secretId))!.roles.map(({ name }) => name)
      const before = await rolesOf(database.store)
      const fails = change(database.store, async (tx) => {
        await tx.roles.assign(newAssignment({ organizationId, userId }, { serviceId, name: ROLE }))
        assert.ok((await rolesOf(tx)).includes(ROLE))
        assert.deepEqual(await rolesOf(database.store), before)
        assert.deepEqual(await rolesOf(database.other), before)
        throw new Error('taken back')
      })
      await assert.rejects(fails, /taken back/)
      for (const store of [database.store, database.other]) assert.deepEqual(await rolesOf(store), before)
      await change(database.other, (tx) =>
        tx.roles.assign(newAssignment({ organizationId, userId }, { serviceId, name: ROLE })),
      )
      for (const store of [database.store, database.other]) assert.ok((await rolesOf(store)).includes(ROLE))
    })

    test('while the version is the same, what is held is not read again', async () => {
      const { places, secretIds } = await world(database)
      const [place, secretId] = [places[0]!, secretIds[0]!]
      await database.query(CHANGES_OF_RIGHTS['role_assignments']!.insert(place, 1))
      const roles = async () => (await database.store.exchange.findFacts(secretId))!.roles.length
      const before = await roles()
      const of = `where organization_id = '${place.organizationId}'`
      const [{ version } = { version: undefined }] = await database.query(
        `select version from rights_versions ${of}`,
      )
      await database.query(CHANGES_OF_RIGHTS['role_assignments']!.delete(place, 1))
      // What no change of ours can do: it shows that the version alone decides.
      await database.query(`update rights_versions set version = '${String(version)}' ${of}`)
      assert.equal(await roles(), before)
      await database.query(`update rights_versions set version = 'another' ${of}`)
      assert.equal(await roles(), before - 1)
    })
  })
}

/** Two people in each of two organizations that have one service; what they hold is for the test to say. */
async function world({ store, query }: TestDatabase) {
  const provider = await addMember(store)
  const service = newService(provider.organizationId)
  await change(store, (tx) => tx.services.insert(service))
  const customer = await addMember(store)
  const owners = [
    provider,
    await addMember(store, { organizationId: provider.organizationId }),
    customer,
    await addMember(store, { organizationId: customer.organizationId }),
  ]
  const places: Place[] = owners.map(({ organizationId, userId }) => ({
    organizationId,
    userId,
    serviceId: service.id,
    groupId: `g-${userId}`,
  }))
  for (const place of places)
    for (const { insert } of Object.values(CHANGES_FROM_AFAR)) await query(insert(place, 0))
  const secretIds: string[] = []
  for (const owner of owners) secretIds.push((await addApiToken(store, owner)).secretId)
  return { places, secretIds }
}

const heldBy = ({ exchange }: Pick<Store, 'exchange'>, secretIds: readonly string[]) =>
  Promise.all(
    secretIds.map(async (secretId) => {
      const { isMember, roles, groups } = (await exchange.findFacts(secretId))!
      return { isMember, roles, groups }
    }),
  )

/** Inside a change nothing that is remembered is used. */
const computed = ({ store }: TestDatabase, secretIds: readonly string[]) =>
  change(store, (tx) => heldBy(tx, secretIds))

function tablesRead(): string[] {
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (one) => new PostgresIntrospector(one),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  const query = sql`${heldRolesJson((columns) => sql`rows(${columnsOf(columns)})`)}`.compile(db).sql
  const named = [...query.matchAll(/\b(?:from|join)\s+"?(\w+)/gi)].map(([, table]) => table!)
  return [...new Set(named)].toSorted()
}
