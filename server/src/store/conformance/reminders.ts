/** Promises about reminders: who is not to hear of something now hears of it later, and a mail a day is one process's. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS } from '../../domain/instant.ts'
import type { RoleKey } from '../reminders/reminders-store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, NOW } from './samples.ts'

const AT = NOW + 174 * DAY_MS
/** At which nothing else of these tests ends. */
const NOON = NOW + 400 * DAY_MS + 12_345

export function reminderPromises(open: OpenDatabase): void {
  suite('reminders', () => {
    const database = sharedDatabase(open)
    const due = async (userId: string, now = AT) =>
      (await database.store.reminders.dueApiTokens(now, undefined, 1000)).filter(
        (row) => row.userId === userId,
      )

    test('are due from their moment on, in parts that miss none and repeat none', async () => {
      const owner = await addMember(database.store)
      for (let count = 0; count < 5; count++) await addApiToken(database.store, owner, { reminderDays: 14 })
      assert.deepEqual(await due(owner.userId, NOW + 166 * DAY_MS - 1), [])
      const seen: string[] = []
      for (let after: Awaited<ReturnType<typeof due>>[number]['key'] | undefined; ;) {
        const part = await database.store.reminders.dueApiTokens(AT, after, 2)
        seen.push(...part.map(({ key }) => `${key.apiTokenId} ${key.days}`))
        after = part.at(-1)?.key
        if (part.length < 2) break
      }
      assert.equal(new Set(seen).size, seen.length)
      assert.ok(seen.length >= 10)
    })

    for (const [who, [off, on]] of Object.entries({
      'a token that is deactivated': [
        'api_tokens set deactivated_at = 1',
        'api_tokens set deactivated_at = null',
      ],
      'a member who is disabled': ['memberships set disabled_at = 1', 'memberships set disabled_at = null'],
      'a person who is deactivated': ['users set deactivated_at = 1', 'users set deactivated_at = null'],
      'a person who wants none': ['users set reminders_off_at = 1', 'users set reminders_off_at = null'],
      'an organization that is suspended': [
        'organizations set suspended_at = 1',
        'organizations set suspended_at = null',
      ],
    }))
      test(`wait for ${who}`, async () => {
        const owner = await addMember(database.store)
        await addApiToken(database.store, owner)
        const column = off!.startsWith('users') || off!.startsWith('organizations') ? 'id' : 'user_id'
        const id = off!.startsWith('organizations') ? owner.organizationId : owner.userId
        const read = () =>
          change(database.store, (tx) => tx.reminders.apiTokensOf(owner.userId, { now: AT, by: AT }, 10))
        await database.query(`update ${off} where ${column} = '${id}'`)
        assert.deepEqual(
          (await due(owner.userId)).map(({ isOpen }) => isOpen),
          [false],
        )
        assert.equal((await read()).total, 0)
        await database.query(`update ${on} where ${column} = '${id}'`)
        assert.deepEqual(
          (await due(owner.userId)).map(({ isOpen }) => isOpen),
          [true],
        )
        assert.equal((await read()).total, 1)
      })

    test('of two that want to tell somebody on the same day one does; on the next day again', async () => {
      const { userId } = await addMember(database.store)
      const claim = (store = database.store, at = NOW) =>
        change(store, (tx) => tx.reminders.claimDay(userId, 'roles', { at, startedAt: at - 1000 }))
      const claims = await Promise.all([claim(), claim(database.other)])
      assert.deepEqual(claims.toSorted(), [false, true])
      assert.equal(await claim(database.store, NOW + DAY_MS), true)
    })

    test('of roles that end at one moment come in parts, each person once, and are closed until the last is due', async () => {
      const people = await Promise.all([1, 2, 3].map(() => addMember(database.store)))
      const endsAt = NOON
      const names = ['developer', 'support_user']
      await change(database.store, async (tx) => {
        for (const person of people)
          for (const name of names)
            await tx.roles.assign({
              ...{ ...person, serviceId: null, name, resource: null, startsAt: null },
              ...{ endsAt, createdAt: NOW },
            })
      })
      const due = { now: endsAt - 5 * DAY_MS, until: endsAt, lastUntil: endsAt - DAY_MS, lastDays: 1 }
      const read = async (asked = due): Promise<Record<string, boolean>> => {
        const seen: [string, boolean][] = []
        for (let after: RoleKey | undefined; ;) {
          const part = await database.store.reminders.endingRoles(asked, after, 2)
          seen.push(...part.map(({ userId, isOpen }) => [userId, isOpen] as [string, boolean]))
          after = part.at(-1)?.key
          if (part.length < 2) break
        }
        assert.equal(new Set(seen.map(([userId]) => userId)).size, seen.length, 'each once')
        return Object.fromEntries(people.map(({ userId }) => [userId, new Map(seen).get(userId)!]))
      }
      const [first, second, third] = people.map(({ userId }) => userId) as [string, string, string]
      assert.deepEqual(await read(), { [first]: true, [second]: true, [third]: true })
      const told = (name: string, person = people[0]!) =>
        change(database.store, (tx) =>
          tx.reminders.rolesReminded(
            [{ ...person, serviceId: null, name, resource: null, endsAt, days: 7 }],
            due.now,
          ),
        )
      await told('developer')
      assert.deepEqual(await read(), { [first]: true, [second]: true, [third]: true })
      await told('support_user')
      assert.deepEqual(await read(), { [first]: false, [second]: true, [third]: true })
      const last = { ...due, now: endsAt - DAY_MS, lastUntil: endsAt }
      assert.deepEqual(await read(last), { [first]: true, [second]: true, [third]: true })
    })

    test('of what is over are forgotten', async () => {
      const owner = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      for (let deleted = 1; deleted > 0;)
        deleted = await change(database.store, (tx) => tx.reminders.purge(NOW + 200 * DAY_MS, 2))
      const left = await database.query(
        `select days from api_token_reminders where api_token_id = '${token.id}'`,
      )
      assert.deepEqual(left, [])
    })
  })
}
