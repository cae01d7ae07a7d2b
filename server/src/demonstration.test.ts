/** What the demonstration shows is there: three organizations that have to do with each other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openApp } from '../testing/acme.ts'
import { emptyPlace } from '../testing/replicas.ts'
import { exchange } from '../testing/requests.ts'
import { parseConfig } from './config.ts'
import { fillWithDemonstration } from './demonstration.ts'

test('the demonstration is three organizations, with a person in two and a service in two', async (t) => {
  const place = await emptyPlace(t)
  const config = parseConfig([], { ...place.env, COUNTERSIGN_DATA_DIR: place.dataDir })
  const { people, apiToken, inventoryId, otherOrganization } = await fillWithDemonstration(config)
  assert.deepEqual(
    people.map(({ username }) => username),
    ['olivia', 'max', 'grace', 'ivan'],
  )
  const { app } = await openApp(t, place)
  const { organizations, services, users, invitations, roles } = app.needs.store
  const { items } = await organizations.listManaged({ offset: 0, limit: 10 })
  assert.deepEqual(
    items.map(({ name, isHome, memberCount }) => [name, isHome, memberCount]),
    [
      ['acme', true, 2],
      ['globex', false, 2],
      ['initech', false, 1],
    ],
  )
  const [acme, globex, initech] = items
  assert.equal(otherOrganization?.id, globex!.id)
  assert.deepEqual(
    (await services.organizationsOf(inventoryId)).toSorted(),
    [acme!.id, globex!.id].toSorted(),
  )
  assert.deepEqual(
    (await services.catalogue(initech!.id, { offset: 0, limit: 10 })).items.map(({ id }) => id),
    [inventoryId],
  )
  const max = (await users.findCredentials('max'))!.user
  for (const { id } of [acme!, globex!]) {
    const viewer = (await roles.heldBy(max.id, id)).find(({ name }) => name === 'inventory:viewer')
    assert.ok(viewer?.group, 'through a group, in both')
  }
  const held = await roles.heldBy(max.id, acme!.id)
  assert.ok(held.some(({ resource, endsAt }) => resource === 'warehouse-7' && endsAt !== null))
  const invited = await invitations.list(acme!.id, { offset: 0, limit: 10 })
  assert.deepEqual(
    invited.items.map(({ invitation }) => invitation.email),
    ['nora@acme.example'],
  )
  const { status, body } = await exchange({ app }, apiToken)
  assert.deepEqual([status, body.scope], [200, 'inventory:viewer'])
})
