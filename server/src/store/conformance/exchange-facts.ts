/** Promises about what an exchange reads: all of it, for the right token, and never older than what was acknowledged. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newAssignment, newSecret, newService, NOW } from './samples.ts'

export function exchangeFactsPromises(open: OpenDatabase): void {
  suite('facts of an exchange', () => {
    const database = sharedDatabase(open)

    test('an exchange reads secret, token, user, membership and roles; a caller is read whole', async () => {
      const { user, ...owner } = await addMember(database.store)
      const service = newService(owner.organizationId)
      await change(database.store, async (tx) => {
        await tx.services.insert(service)
        await tx.roles.assign(newAssignment(owner, { name: 'org_owner' }))
        for (const resource of [null, 'shelf 1', 'shelf 2'])
          await tx.roles.assign(
            newAssignment(owner, { serviceId: service.id, name: 'inventory:viewer', resource }),
          )
      })
      const secret = newSecret()
      const token = await addApiToken(database.store, owner, {}, secret)
      const facts = await database.store.exchange.findFacts(secret.id)
      const { id, hash } = secret
      const { organizationId, userId, allowedScopes, bounds, expiresAt, deactivatedAt, revokedAt } = token
      const { createdAt: _, ...account } = user
      const organization = (await database.store.organizations.findForMember(owner.organizationId, user.id))!
      const { tokensMayAdminister } = organization
      const held = {
        isMember: true,
        isDisabled: false,
        groups: [],
        roles: await database.store.roles.heldBy(user.id, owner.organizationId),
      }
      assert.deepEqual(facts, {
        secret: { id, hash, expiresAt: null, revokedAt: null, status: facts?.secret.status },
        token: {
          id: token.id,
          organizationId,
          userId,
          allowedScopes,
          bounds,
          expiresAt,
          deactivatedAt,
          revokedAt,
        },
        user: account,
        organization: { tokensMayAdminister, suspendedAt: null },
        ...held,
        asOf: await database.store.revocation.position(),
      })
      assert.equal(held.roles.length, 4)
      assert.deepEqual(await database.store.apiTokens.findForCaller(token.id), {
        token,
        user,
        organization,
        isMember: true,
        roles: held.roles.map((role) => ({ ...role, assignedAt: NOW })),
      })
    })

    test('an unknown id has no facts, whether or not there are tokens', async () => {
      await addApiToken(database.store, await addMember(database.store))
      for (const id of ['', 'unknown', "' or ''='", '{a,b}', '"', '\\', '🗝️']) {
        assert.equal(await database.store.exchange.findFacts(id), undefined)
        assert.equal(await database.store.apiTokens.findForCaller(id), undefined)
      }
    })

    test('who was removed from the organization is no member and holds no role, from the next exchange on', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      await change(database.store, (tx) => tx.roles.assign(newAssignment(owner)))
      const token = await addApiToken(database.store, owner)
      const facts = () => database.store.exchange.findFacts(token.secretId)
      assert.equal((await facts())?.isMember, true)
      await change(database.other, (tx) => tx.organizations.removeMember(owner.organizationId, owner.userId))
      assert.equal((await facts())?.isMember, false)
      assert.deepEqual((await facts())?.roles, [])
    })

    test('many at once each read their own', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const tokens: ApiToken[] = []
      for (let more = 0; more < 20; more++) tokens.push(await addApiToken(database.store, owner))
      const asked = Array.from({ length: 300 }, (_, at) => (at % 7 ? tokens[at % 20] : undefined))
      const answers = await Promise.all(
        asked.map((token) => database.store.exchange.findFacts(token?.secretId ?? 'unknown')),
      )
      assert.deepEqual(
        answers.map((facts) => facts?.token.id),
        asked.map((token) => token?.id),
      )
    })

    test('an id that no token can have is refused alone, whoever asks at the same time', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const { secretId, id } = await addApiToken(database.store, owner)
      const { exchange } = database.store
      const [one, impossible, other] = await Promise.allSettled([
        exchange.findFacts(secretId),
        exchange.findFacts('\0'),
        exchange.findFacts(secretId),
      ])
      for (const found of [one, other]) {
        assert.ok(found.status === 'fulfilled' && found.value?.token.id === id)
      }
      assert.ok(impossible.status === 'rejected' && impossible.reason.code === 'request_invalid')
    })

    test('a revocation that was acknowledged holds in the very next exchange, in every process, under load', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const busy = await addApiToken(database.store, owner)
      const over = new AbortController()
      const load = Array.from({ length: 8 }, async (_, at) => {
        const { exchange } = at % 2 ? database.store : database.other
        while (!over.signal.aborted) {
          await exchange.findFacts(busy.secretId)
          await new Promise((resolve) => setImmediate(resolve))
        }
      })
      try {
        for (let round = 0; round < 20; round++) {
          const token = await addApiToken(database.store, owner)
          await database.other.exchange.findFacts(token.secretId)
          await change(database.store, (tx) => tx.apiTokens.revoke(token.id, NOW))
          const facts = await Promise.all(
            [database.store, database.other].map(({ exchange }) => exchange.findFacts(token.secretId)),
          )
          assert.deepEqual(
            facts.map((one) => one?.token.revokedAt),
            [NOW, NOW],
          )
        }
      } finally {
        over.abort()
        await Promise.all(load)
      }
    })

    test('inside a change the facts are those of the change, outside those before it', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      await change(database.store, async (tx) => {
        await tx.apiTokens.revoke(token.id, NOW)
        assert.equal((await tx.exchange.findFacts(token.secretId))?.token.revokedAt, NOW)
        assert.equal((await tx.apiTokens.findForCaller(token.id))?.token.revokedAt, NOW)
        const outside = await database.store.exchange.findFacts(token.secretId)
        assert.equal(outside?.token.revokedAt, null)
      })
    })
  })
}
