/** Promises about services that are offered: who may add one, who has it, and what goes when it is taken away. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newAssignment, newService, NOW } from './samples.ts'

const ALL = { toAll: true, organizationIds: [] }
const NONE = { toAll: false, organizationIds: [] }
const FIRST = { offset: 0, limit: 10 }

export function serviceOfferPromises(open: OpenDatabase): void {
  void suite('services that are offered', () => {
    const database = sharedDatabase(open)

    async function provided() {
      const { store } = database
      const [provider, customer] = [await addMember(store), await addMember(store)]
      const service = newService(provider.organizationId)
      await change(store, (tx) => tx.services.insert(service))
      const offer = (offers: { toAll: boolean; organizationIds: string[] }) =>
        change(store, (tx) => tx.services.setOffers(service.id, offers, NOW))
      const add = ({ organizationId } = customer) =>
        change(store, (tx) => tx.services.add(organizationId, service, NOW))
      const takeAway = ({ organizationId } = customer) =>
        change(store, (tx) => tx.services.takeAway(organizationId, service.id))
      /** Whether it stands in the catalogue; both ways of asking agree. */
      const isOffered = async ({ organizationId } = customer) => {
        const found = await store.services.findOffered(organizationId, service.id)
        const { items } = await store.services.catalogue(organizationId, FIRST, service.name)
        assert.equal(items.length, found === undefined ? 0 : 1)
        if (found !== undefined) assert.deepEqual(found, service)
        return found !== undefined
      }
      return { store, provider, customer, service, offer, add, takeAway, isOffered }
    }

    test('one that is offered to nobody stands in no catalogue, and its provider never adds its own', async () => {
      const { provider, offer, isOffered, store, service } = await provided()
      assert.deepEqual(await store.services.offersOf(service.id), NONE)
      assert.equal(await isOffered(), false)
      await offer(ALL)
      assert.equal(await isOffered(), true)
      assert.equal(await isOffered(provider), false)
    })

    test('one that is offered to named organizations is offered to no others, and new offers replace the old', async () => {
      const { customer, offer, isOffered, store, service } = await provided()
      const stranger = await addMember(store)
      const toCustomer = { toAll: false, organizationIds: [customer.organizationId] }
      await offer(toCustomer)
      assert.deepEqual([await isOffered(), await isOffered(stranger)], [true, false])
      assert.deepEqual(await store.services.offersOf(service.id), toCustomer)
      const both = [customer.organizationId, stranger.organizationId].toSorted()
      await offer({ toAll: true, organizationIds: both })
      assert.deepEqual(await store.services.offersOf(service.id), { toAll: true, organizationIds: both })
      await offer({ toAll: false, organizationIds: [stranger.organizationId] })
      assert.deepEqual([await isOffered(), await isOffered(stranger)], [false, true])
      await offer(NONE)
      assert.equal(await isOffered(stranger), false)
    })

    test('an offer to an organization that is not there is refused, and the offers before stay', async () => {
      const { offer, isOffered } = await provided()
      await offer(ALL)
      await assert.rejects(offer({ toAll: false, organizationIds: ['nobody'] }), { code: 'conflict' })
      assert.equal(await isOffered(), true)
    })

    test('one that was added is had, by its one id, and stands in the catalogue no more', async () => {
      const { store, customer, provider, service, offer, add, isOffered } = await provided()
      await offer(ALL)
      await add()
      assert.equal(await isOffered(), false)
      assert.deepEqual(await store.services.find(customer.organizationId, service.id), service)
      assert.equal(await store.services.hasNamed(customer.organizationId, service.name), true)
      const have = [customer.organizationId, provider.organizationId].toSorted()
      assert.deepEqual(await store.services.organizationsOf(service.id), have)
      assert.equal(await change(store, (tx) => tx.services.lock(customer.organizationId, service.id)), false)
      await assert.rejects(add(), { code: 'conflict' })
    })

    test('what is taken away goes with the roles that are held there, and nowhere else', async () => {
      const { store, customer, provider, service, offer, add, takeAway, isOffered } = await provided()
      await offer(ALL)
      await add()
      const held = async (owner: typeof customer) =>
        (await store.roles.heldBy(owner.userId, owner.organizationId)).map(({ name }) => name)
      for (const owner of [customer, provider]) {
        const assignment = newAssignment(owner, { serviceId: service.id, name: 'inventory:viewer' })
        await change(store, (tx) => tx.roles.assign(assignment))
        assert.deepEqual(await held(owner), ['inventory:viewer'])
      }
      assert.equal(await takeAway(), true)
      assert.equal(await takeAway(), false)
      assert.deepEqual([await held(customer), await held(provider)], [[], ['inventory:viewer']])
      assert.equal(await store.services.find(customer.organizationId, service.id), undefined)
      assert.equal(await isOffered(), true)
    })

    test('a list is found by words in any order, without accents, and told with how much each defines', async () => {
      const { store, provider } = await provided()
      const named = newService(provider.organizationId, { displayName: 'Zürich Lager', description: 'Ware' })
      await change(store, (tx) => tx.services.insert(named))
      const found = async (search: string) => {
        const { items, total } = await store.services.page(provider.organizationId, FIRST, search)
        assert.equal(total, items.length)
        return items
      }
      const { createdAt: _createdAt, roles, permissions, ...told } = named
      const [only, ...others] = await found('lager ZURICH ware')
      assert.deepEqual(others, [])
      assert.ok(only!.provider.length > 0)
      const numbers = { roles: roles.length, permissions: permissions.length }
      assert.deepEqual(only, { ...told, ...numbers, provider: only!.provider })
      assert.equal((await found('')).length, 2)
      assert.equal((await found('%')).length, 0)
      await change(store, (tx) => tx.services.redefine({ ...named, displayName: 'Depot' }, NOW))
      assert.deepEqual([(await found('zurich')).length, (await found('depot')).length], [0, 1])
    })
  })
}
