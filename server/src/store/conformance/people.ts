/** Promises about the list of an organization's people: each once, with what they hold and whether they can act. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Asked } from '../people/directory-store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newAssignment, newSession, newHash, NOW } from './samples.ts'

const ALL: Asked = { search: '', role: null, state: null, sort: 'username' }
const PAGE = { offset: 0, limit: 10 }

export function peoplePromises(open: OpenDatabase): void {
  suite('people', () => {
    const database = sharedDatabase(open)

    test('pages hold everyone exactly once, by user name or by last sign-in, never signed in last', async () => {
      const { organizationId } = await addMember(database.store)
      for (let more = 0; more < 4; more++) await addMember(database.store, { organizationId })
      await addMember(database.store)
      const seen: string[] = []
      for (let offset = 0; offset < 6; offset += 2) {
        const page = await database.store.people.list(organizationId, ALL, { offset, limit: 2 }, NOW)
        assert.equal(page.total, 5)
        seen.push(...page.items.map(({ user }) => user.id))
      }
      assert.equal(new Set(seen).size, 5)
      assert.deepEqual(seen, seen.toSorted())
      await change(database.store, async (tx) => {
        await tx.sessions.insert(newSession(seen[3]!, { createdAt: NOW + 1 }), newHash())
        await tx.sessions.insert(newSession(seen[2]!, { createdAt: NOW + 2 }), newHash())
      })
      const sorted = await database.store.people.list(
        organizationId,
        { ...ALL, sort: 'lastSignedIn' },
        PAGE,
        NOW,
      )
      assert.deepEqual(
        sorted.items.map(({ user }) => user.id),
        [seen[2], seen[3], seen[0], seen[1], seen[4]],
      )
    })

    test('are found by a role that they hold now, directly or through a group, and by their state', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const [direct, ended, inGroup] = [
        await addMember(database.store, { organizationId }),
        await addMember(database.store, { organizationId }),
        await addMember(database.store, { organizationId }),
      ]
      const developer = { name: 'developer' }
      await change(database.store, async (tx) => {
        await tx.roles.assign(newAssignment(direct, developer))
        await tx.roles.assign(newAssignment(ended, { ...developer, endsAt: NOW }))
        assert.ok(await tx.people.disable(organizationId, userId, NOW))
        assert.ok(!(await tx.people.disable(organizationId, userId, NOW)))
      })
      await database.query(`insert into groups
        (id, organization_id, display_name, name_folded, description, created_at)
        values ('g-${organizationId}', '${organizationId}', 'G', 'g', '', ${NOW})`)
      await database.query(`insert into group_members (organization_id, group_id, user_id, created_at)
        values ('${organizationId}', 'g-${organizationId}', '${inGroup.userId}', ${NOW})`)
      await database.query(`insert into group_roles (organization_id, group_id, name, created_at)
        values ('${organizationId}', 'g-${organizationId}', 'developer', ${NOW})`)
      const ids = async (more: Partial<Asked>) => {
        const found = await database.store.people.list(organizationId, { ...ALL, ...more }, PAGE, NOW)
        assert.equal(found.total, found.items.length)
        return found.items.map(({ user }) => user.id)
      }
      assert.deepEqual(await ids({ role: 'developer' }), [direct.userId, inGroup.userId].toSorted())
      assert.deepEqual(await ids({ state: 'disabled' }), [userId])
      assert.equal((await ids({ state: 'active' })).length, 3)
      assert.deepEqual(await ids({ search: direct.user.username }), [direct.userId])
      await change(database.store, async (tx) => {
        assert.ok(await tx.people.enable(organizationId, userId))
        assert.ok(!(await tx.people.enable(organizationId, userId)))
      })
    })

    test('live API tokens are those of this organization that work, used last first', async () => {
      const owner = await addMember(database.store)
      const { organizationId, userId } = owner
      const lasting = await addApiToken(database.store, owner, { expiresAt: null })
      const ending = await addApiToken(database.store, owner, { expiresAt: NOW + 1 })
      await addApiToken(database.store, owner, { expiresAt: NOW })
      const revoked = await addApiToken(database.store, owner)
      await change(database.store, (tx) => tx.apiTokens.revoke(revoked.id, NOW))
      await database.query(`update api_tokens set last_used_at = ${NOW} where id = '${ending.id}'`)
      const live = await database.store.people.liveApiTokens(organizationId, userId, PAGE, NOW)
      assert.deepEqual(
        live.items.map(({ id }) => id),
        [ending.id, lasting.id],
      )
      assert.equal(live.total, 2)
      assert.equal((await database.store.people.find(organizationId, userId, NOW))?.apiTokens, 2)
      const stranger = await addMember(database.store)
      assert.equal(await database.store.people.find(stranger.organizationId, userId, NOW), undefined)
    })
  })
}
