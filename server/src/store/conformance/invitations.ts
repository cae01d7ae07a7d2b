/** Promises about invitations and links for new passwords: each is used once, by the link that was made last. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { NewInvitation } from '../invitations/invitations-store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newHash, newSecret, NOW } from './samples.ts'

export function invitationPromises(open: OpenDatabase): void {
  void suite('invitations and links for new passwords', () => {
    const database = sharedDatabase(open)
    const newLink = () => ({ linkId: newSecret().id, linkHash: newHash() })
    const newInvitation = (organizationId: string, more: Partial<NewInvitation> = {}): NewInvitation => ({
      ...{ id: newSecret().id, organizationId, email: 'Ivy@acme.example', roles: [], groupIds: [] },
      ...{ invitedBy: null, isMailed: false, createdAt: NOW, sentAt: NOW, expiresAt: NOW + 10 },
      ...more,
    })

    test('one is found by its link as it was put, and in its own organization only', async () => {
      const { organizationId, user } = await addMember(database.store)
      const stranger = await addMember(database.store)
      const link = newLink()
      const role = { serviceId: null, name: 'org_admin', resource: null, startsAt: NOW, endsAt: NOW + 5 }
      const given = newInvitation(organizationId, {
        ...{ roles: [role], groupIds: ['group'], invitedBy: user.id },
      })
      await change(database.store, (tx) => tx.invitations.put(given, link))
      const invitation = { ...given, acceptedAt: null, acceptedBy: null, withdrawnAt: null }
      const listed = { invitation, inviter: { id: user.id, username: user.username }, accepter: null }
      const { invitations } = database.store
      const found = await invitations.findByLink(link.linkId)
      assert.deepEqual(
        { ...found, linkHash: Uint8Array.from(found!.linkHash) },
        {
          ...listed,
          linkHash: link.linkHash,
        },
      )
      const page = { offset: 0, limit: 10 }
      assert.deepEqual(await invitations.list(organizationId, page), { items: [listed], total: 1 })
      assert.deepEqual(await invitations.find(organizationId, given.id), listed)
      assert.equal(await invitations.find(stranger.organizationId, given.id), undefined)
      assert.equal((await invitations.list(stranger.organizationId, page)).total, 0)
    })

    test('another to the same address takes its place: the row stays, the link before is gone', async () => {
      const { organizationId } = await addMember(database.store)
      const [first, second] = [newLink(), newLink()]
      const given = newInvitation(organizationId)
      const later = newInvitation(organizationId, { email: 'ivy@ACME.example', expiresAt: NOW + 20 })
      await change(database.store, (tx) => tx.invitations.put(given, first))
      assert.equal(await change(database.store, (tx) => tx.invitations.put(later, second)), given.id)
      assert.equal(await database.store.invitations.findByLink(first.linkId), undefined)
      const accept = (linkId: string) =>
        change(database.store, (tx) => tx.invitations.accept(given.id, linkId, 'ivy', NOW))
      assert.deepEqual([await accept(first.linkId), await accept(second.linkId)], [false, true])
      assert.equal(await accept(second.linkId), false)
      // What was accepted stays as it is.
      assert.equal(await change(database.store, (tx) => tx.invitations.put(later, newLink())), later.id)
    })

    test('what has expired or was withdrawn is not accepted and not counted', async () => {
      const { organizationId } = await addMember(database.store)
      const link = newLink()
      const given = newInvitation(organizationId)
      await change(database.store, async (tx) => {
        await tx.invitations.put(given, link)
        assert.equal(await tx.invitations.countOpen(organizationId, NOW + 9), 1)
        assert.equal(await tx.invitations.countOpen(organizationId, NOW + 10), 0)
        assert.equal(await tx.invitations.accept(given.id, link.linkId, 'ivy', NOW + 10), false)
        assert.equal(await tx.invitations.withdraw('another', given.id, NOW), false)
        assert.equal(await tx.invitations.withdraw(organizationId, given.id, NOW), true)
        assert.equal(await tx.invitations.withdraw(organizationId, given.id, NOW), false)
        assert.equal(await tx.invitations.countOpen(organizationId, NOW), 0)
        assert.equal(await tx.invitations.accept(given.id, link.linkId, 'ivy', NOW), false)
        assert.deepEqual(await tx.invitations.pendingTo(organizationId, [given.email]), [])
      })
    })

    test('the addresses of members are known in any case', async () => {
      const { organizationId, user } = await addMember(database.store)
      const asked = [user.email.toUpperCase(), 'nobody@acme.example']
      assert.deepEqual(await database.store.invitations.memberEmails(organizationId, asked), [asked[0]])
    })

    test('a link for a new password is used once, and a newer one takes the place of an unused one', async () => {
      const { userId } = await addMember(database.store)
      const newReset = () => ({
        ...{ id: newSecret().id, userId, requestedBy: null },
        ...{ createdAt: NOW, expiresAt: NOW + 10, usedAt: null },
      })
      const [first, second] = [newReset(), newReset()]
      await change(database.store, async (tx) => {
        await tx.passwordResets.insert(first, newHash())
        await tx.passwordResets.insert(second, newHash())
        assert.equal(await tx.passwordResets.find(first.id), undefined)
        assert.equal(await tx.passwordResets.use(second.id, NOW + 10), false)
        assert.equal(await tx.passwordResets.use(second.id, NOW + 9), true)
        assert.equal(await tx.passwordResets.use(second.id, NOW + 9), false)
        await tx.passwordResets.insert(newReset(), newHash())
      })
      const found = await database.store.passwordResets.find(second.id)
      assert.deepEqual(found?.reset, { ...second, usedAt: NOW + 9 })
    })

    test('those that are over for long are deleted, oldest first and no more than asked for', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const isThere = async (id: string) =>
        (await database.store.invitations.find(organizationId, id)) !== undefined
      const over = [3, 1, 2].map((at) =>
        newInvitation(organizationId, { email: `i${at}@acme.example`, sentAt: at, expiresAt: at }),
      )
      const open = newInvitation(organizationId, { email: 'open@acme.example' })
      const withdrawnLate = newInvitation(organizationId, { email: 'late@acme.example', expiresAt: 1 })
      const reset = { id: newSecret().id, userId, requestedBy: null, createdAt: 0, usedAt: null }
      await change(database.store, async (tx) => {
        for (const each of [...over, open, withdrawnLate]) await tx.invitations.put(each, newLink())
        await tx.invitations.withdraw(organizationId, withdrawnLate.id, NOW)
        await tx.passwordResets.insert({ ...reset, expiresAt: 3 }, newHash())
      })
      const purge = (limit: number) =>
        change(database.store, async (tx) => [
          await tx.invitations.purge(2, limit),
          await tx.passwordResets.purge(2, limit),
        ])
      assert.deepEqual(await purge(1), [1, 0])
      assert.deepEqual(await Promise.all(over.map(({ id }) => isThere(id))), [true, false, true])
      assert.deepEqual(await purge(9), [1, 0])
      assert.deepEqual(await purge(9), [0, 0])
      const stay = [over[0]!, open, withdrawnLate].map(({ id }) => isThere(id))
      assert.deepEqual(await Promise.all(stay), [true, true, true])
      assert.equal(await change(database.store, (tx) => tx.passwordResets.purge(3, 9)), 1)
      assert.equal(await database.store.passwordResets.find(reset.id), undefined)
    })
  })
}
