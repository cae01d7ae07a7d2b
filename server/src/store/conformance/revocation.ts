/** Promises about what is taken away from access tokens that are out: all of it is told, once, in the order it was committed. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Revocation } from '../revocation/revocation-store.ts'
import type { Changes } from '../store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newAssignment, newSecret, newService, NOW } from './samples.ts'

const VIEWER = { serviceId: null, name: 'org_admin', resource: null }
const FOR_GOOD = { startsAt: null, endsAt: null, createdAt: NOW }

export function revocationPromises(open: OpenDatabase): void {
  void suite('revocation', () => {
    const database = sharedDatabase(open)

    /** An organization with somebody in it, a service, a group and a custom role, and an API token. */
    async function populated() {
      const { store } = database
      const { user: _, ...owner } = await addMember(store)
      const { organizationId, userId } = owner
      const service = newService(organizationId)
      const group = { id: `group of ${userId}`, displayName: userId, description: '', createdAt: NOW }
      const customRole = {
        ...{ name: 'reader', displayName: 'Reader', description: '', createdAt: NOW },
        services: [{ serviceId: service.id, permissions: ['inventory:item.read'] }],
      }
      await change(store, async (tx) => {
        await tx.services.insert(service)
        await tx.customRoles.insert(organizationId, customRole)
        await tx.roles.assign(newAssignment(owner, VIEWER))
        await tx.groups.insert(organizationId, group)
        await tx.groups.putMember(organizationId, group.id, { ...FOR_GOOD, userId })
        await tx.groups.putRole(organizationId, group.id, { ...VIEWER, ...FOR_GOOD, name: 'org_member' })
        await tx.roles.assign(newAssignment(owner, { name: 'reader' }))
      })
      const token = await addApiToken(store, owner)
      return { ...owner, owner, service, group, customRole, token }
    }
    type Populated = Awaited<ReturnType<typeof populated>>

    const told = async (work: (tx: Changes) => Promise<unknown>): Promise<Revocation[]> => {
      const before = await database.store.revocation.position()
      await change(database.store, work)
      return database.store.revocation.after(before, 100)
    }
    const statusOf = async (secretId: string) =>
      (await database.store.exchange.findFacts(secretId))!.secret.status
    const ended = async (since: number) => {
      const all = []
      for await (const part of database.store.revocation.endedSince(since)) all.push(...part)
      return new Set(all.map(({ list, index }) => `${list} ${index}`))
    }
    const isEnded = async (secretId: string, since = NOW - 1) => {
      const { list, index } = await statusOf(secretId)
      return (await ended(since)).has(`${list} ${index}`)
    }

    test('each value has a place of its own in a list, and regenerating gives another', async () => {
      const { token, owner } = await populated()
      const other = await addApiToken(database.store, owner)
      const secret = newSecret()
      const replacement = { ...{ parentId: null, bounds: [], lifetime: null, expiresAt: null }, at: NOW }
      const rows = await told((tx) =>
        tx.apiTokens.regenerate(token.id, { secretId: token.secretId, secret, ...replacement }),
      )
      const places = await Promise.all([token.secretId, secret.id, other.secretId].map(statusOf))
      assert.equal(new Set(places.map((place) => JSON.stringify(place))).size, 3)
      assert.ok(places.every(({ list, index }) => list >= 1 && index >= 0 && index < 2 ** 20))
      assert.deepEqual(rows, [
        {
          position: rows[0]?.position,
          organizationId: owner.organizationId,
          kind: 'ended',
          status: places[0],
        },
      ])
      assert.deepEqual([await isEnded(token.secretId), await isEnded(secret.id)], [true, false])
    })

    test('a revoked API token is told with all its values; revoking it again tells nothing', async () => {
      const { token } = await populated()
      const status = await statusOf(token.secretId)
      const rows = await told((tx) => tx.apiTokens.revoke(token.id, NOW))
      assert.deepEqual(
        rows.map((row) => row.kind === 'ended' && row.status),
        [status],
      )
      assert.equal(await isEnded(token.secretId), true)
      assert.equal(await isEnded(token.secretId, NOW), false, 'what ended before is not told for ever')
      assert.deepEqual(await told((tx) => tx.apiTokens.revoke(token.id, NOW)), [])
    })

    const personal = ({ organizationId, userId }: Populated) => ({ organizationId, userId, serviceId: null })
    const LOSSES: Readonly<
      Record<
        string,
        {
          readonly lose: (tx: Changes, from: Populated) => Promise<unknown>
          readonly loses: (from: Populated) => object
        }
      >
    > = {
      'a person who is disabled': {
        lose: (tx, { organizationId, userId }) => tx.people.disable(organizationId, userId, NOW),
        loses: personal,
      },
      'a person who is removed': {
        lose: (tx, { organizationId, userId }) => tx.organizations.removeMember(organizationId, userId),
        loses: personal,
      },
      'an account that is deactivated': {
        lose: (tx, { userId }) => tx.users.setDeactivatedAt(userId, NOW),
        loses: personal,
      },
      'all API tokens of a person': {
        lose: (tx, { owner }) => tx.apiTokens.revokeAll(owner, NOW, 10),
        loses: personal,
      },
      'an organization that is suspended': {
        lose: (tx, { organizationId }) => tx.organizations.setSuspendedAt(organizationId, NOW),
        loses: ({ organizationId }) => ({ organizationId, userId: null, serviceId: null }),
      },
      'a role': {
        lose: (tx, { organizationId, userId }) => tx.roles.remove(organizationId, userId, VIEWER),
        loses: personal,
      },
      'a place in a group': {
        lose: (tx, { organizationId, userId, group }) =>
          tx.groups.removeMember(organizationId, group.id, userId),
        loses: personal,
      },
      'a place in a group that becomes shorter': {
        lose: (tx, { organizationId, userId, group }) =>
          tx.groups.putMember(organizationId, group.id, { ...FOR_GOOD, endsAt: NOW + 1, userId }),
        loses: personal,
      },
      'a role of a group': {
        lose: (tx, { organizationId, group }) =>
          tx.groups.removeRole(organizationId, group.id, { ...VIEWER, name: 'org_member' }),
        loses: personal,
      },
      'a role of a group that becomes shorter': {
        lose: (tx, { organizationId, group }) =>
          tx.groups.putRole(organizationId, group.id, {
            ...{ ...VIEWER, ...FOR_GOOD, name: 'org_member' },
            endsAt: NOW + 1,
          }),
        loses: personal,
      },
      'a group that is deleted': {
        lose: (tx, { organizationId, group }) => tx.groups.remove(organizationId, group.id),
        loses: personal,
      },
      'a custom role that is narrowed': {
        lose: (tx, { organizationId, customRole }) =>
          tx.customRoles.redefine(organizationId, { ...customRole, services: [] }, NOW),
        loses: personal,
      },
      'a custom role that is deleted': {
        lose: (tx, { organizationId }) => tx.customRoles.remove(organizationId, 'reader'),
        loses: personal,
      },
      'a role of a service that is narrowed': {
        lose: (tx, { service }) =>
          tx.services.redefine({ ...service, roles: [{ ...service.roles[0]!, permissions: [] }] }, NOW),
        loses: ({ service }) => ({ organizationId: null, userId: null, serviceId: service.id }),
      },
      'a service that is taken away': {
        lose: (tx, { organizationId, service }) => tx.services.takeAway(organizationId, service.id),
        loses: ({ organizationId, service }) => ({ organizationId, userId: null, serviceId: service.id }),
      },
    }
    for (const [what, { lose, loses }] of Object.entries(LOSSES)) {
      test(`${what} is told once, to whom it concerns`, async () => {
        const from = await populated()
        const bystander = await populated()
        const before = await database.store.revocation.position()
        const rows = await told((tx) => lose(tx, from))
        assert.deepEqual(
          rows.map((row) => row.kind === 'lost' && { ...row.lost, domain: undefined }),
          [{ ...loses(from), domain: undefined }],
        )
        const heard = await database.store.revocation.forService(from.service.id, before, 10)
        assert.deepEqual(heard, rows)
        assert.deepEqual(await database.store.revocation.forService(bystander.service.id, before, 10), [])
        const facts = await database.store.exchange.findFacts(from.token.secretId)
        assert.ok(facts!.asOf >= rows[0]!.position, 'what is exchanged from now on takes it into account')
      })
    }

    const GAINS: Readonly<Record<string, (tx: Changes, to: Populated) => Promise<unknown>>> = {
      'a role that is given': (tx, { owner }) => tx.roles.assign(newAssignment(owner, { name: 'org_owner' })),
      'a service that says the same again': (tx, { service }) => tx.services.redefine(service, NOW),
      'a custom role that says the same again': (tx, { organizationId, customRole }) =>
        tx.customRoles.redefine(organizationId, customRole, NOW),
    }
    for (const [what, gain] of Object.entries(GAINS)) {
      test(`${what} takes nothing away`, async () => {
        const to = await populated()
        assert.deepEqual(await told((tx) => gain(tx, to)), [])
      })
    }

    test('API tokens of who is disabled and of an organization that is suspended ended; enabling and reopening brings back what was not revoked', async () => {
      const { organizationId, userId, token, owner } = await populated()
      const revoked = await addApiToken(database.store, owner)
      await change(database.store, (tx) => tx.apiTokens.revoke(revoked.id, NOW))
      const both = async () => [await isEnded(token.secretId), await isEnded(revoked.secretId)]
      assert.deepEqual(await both(), [false, true])
      await change(database.store, (tx) => tx.people.disable(organizationId, userId, NOW))
      assert.deepEqual(await both(), [true, true])
      await change(database.store, (tx) => tx.people.enable(organizationId, userId))
      assert.deepEqual(await both(), [false, true])
      await change(database.store, (tx) => tx.organizations.setSuspendedAt(organizationId, NOW))
      assert.deepEqual(await both(), [true, true])
      await change(database.store, (tx) => tx.organizations.setSuspendedAt(organizationId, null))
      assert.deepEqual(await both(), [false, true])
    })

    test('a change that fails tells nothing', async () => {
      const { token } = await populated()
      const before = await database.store.revocation.position()
      await assert.rejects(
        change(database.store, async (tx) => {
          await tx.apiTokens.revoke(token.id, NOW)
          throw new Error('second thoughts')
        }),
      )
      assert.equal(await database.store.revocation.position(), before)
      assert.equal(await isEnded(token.secretId), false)
    })

    test('whoever reads on from the last place sees every change of every process, whatever order they end in', async () => {
      const people = await Promise.all(Array.from({ length: 4 }, () => populated()))
      const tokens = []
      for (const { owner } of people)
        for (let count = 0; count < 8; count++) tokens.push(await addApiToken(database.store, owner))
      let at = await database.store.revocation.position()
      const seen: Revocation[] = []
      let isOver = false
      const readOn = async () => {
        const rows = await database.other.revocation.after(at, 3)
        seen.push(...rows)
        at = rows.at(-1)?.position ?? at
        return rows.length
      }
      const reading = (async () => {
        while (!isOver) {
          await readOn()
          await setImmediate()
        }
        while ((await readOn()) > 0);
      })()
      await Promise.all(
        tokens.map((token, index) =>
          change(index % 2 === 0 ? database.store : database.other, (tx) =>
            tx.apiTokens.revoke(token.id, NOW),
          ),
        ),
      )
      isOver = true
      await reading
      const places = await Promise.all(tokens.map(({ secretId }) => statusOf(secretId)))
      const told = seen.map((row) => (row.kind === 'ended' ? JSON.stringify(row.status) : row.kind))
      assert.deepEqual(told.toSorted(), places.map((place) => JSON.stringify(place)).toSorted())
      assert.ok(seen.every(({ position }, index) => index === 0 || position > seen[index - 1]!.position))
    })

    test('its own process is woken by what it takes away, and not by anything else', async () => {
      const { token, owner } = await populated()
      let woken = 0
      const stop = database.store.whenLost(() => woken++)
      await addApiToken(database.store, owner)
      assert.equal(woken, 0)
      await change(database.store, (tx) => tx.apiTokens.revoke(token.id, NOW))
      assert.equal(woken, 1)
      stop()
      await change(database.store, (tx) => tx.apiTokens.revokeAll(owner, NOW, 10))
      assert.equal(woken, 1)
    })

    test('what was told is deleted up to a place, and no further', async () => {
      const { owner } = await populated()
      const [first, second] = [
        await addApiToken(database.store, owner),
        await addApiToken(database.store, owner),
      ]
      const [one] = await told((tx) => tx.apiTokens.revoke(first.id, NOW))
      const [two] = await told((tx) => tx.apiTokens.revoke(second.id, NOW))
      while ((await database.store.purgeRevocations(one!.position, 10)) > 0);
      assert.deepEqual(await database.store.revocation.after(0, 1), [two])
    })
  })
}
