/** What receivers hear: what happened, in its order, once; to whom it is, and to nobody else. On both databases. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD, PUBLIC_URL } from '../../../testing/acme.ts'
import {
  addReceiver,
  createStream,
  poll,
  typeOf,
  type ReceivedEvent,
} from '../../../testing/event-streams.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, generate, request } from '../../../testing/requests.ts'
import { removeRole } from '../../actions/roles/assign-role.ts'
import { purgeRevocations } from '../../actions/revocation/purge-revocations.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import type { EngineName } from '../../../testing/stores.ts'

for (const engine of ['sqlite', 'postgres'] as const satisfies readonly EngineName[])
  suite(`what receivers hear (${engine})`, async () => {
    const acme = await openAcme({ after }, { engine, now: Date.now() })
    const { organization, member, owner, inventory } = acme
    const { store, now } = acme.app.needs
    const people = `/api/v1/organizations/${organization.id}/people`
    const receiver = await addReceiver(acme)
    const abroad = await addReceiver(acme, { organizationId: acme.other.id })
    const { stream_id: id } = await createStream(acme, receiver.accessToken)
    const { stream_id: abroadId } = await createStream(acme, abroad.accessToken)
    const olivia = await sessionOf(acme, owner)
    const service = await request(
      acme,
      'POST',
      `/api/v1/organizations/${organization.id}/services/${inventory.id}/feed-tokens`,
      { headers: olivia, body: { name: 'Stock' } },
    )
    const ofService = { id: inventory.id, accessToken: service.body.value as string }
    const { stream_id: serviceStreamId } = await createStream(acme, ofService.accessToken)
    const USER = { format: 'iss_sub', iss: PUBLIC_URL, sub: `local:${member.id}` }
    const TENANT = { format: 'opaque', id: organization.id }

    const taken = async (who: { id: string; accessToken: string }, streamId: string) => {
      const { events } = await poll(acme, who, streamId)
      await poll(acme, who, streamId, { maxEvents: 0, ack: events.map(({ jti }) => jti) })
      return events
    }
    const heard = () => taken(receiver, id)
    const onlyOne = ([event, ...more]: readonly ReceivedEvent[]) => {
      assert.ok(event !== undefined && more.length === 0, JSON.stringify([event, ...more]))
      const [told] = Object.values(event.events)
      return { type: typeOf(event), subject: event.sub_id, ...told }
    }
    const as = async (
      method: 'PATCH' | 'PUT' | 'POST' | 'DELETE',
      url: string,
      headers: object,
      body?: object,
    ) => {
      const { status, text } = await request(acme, method, url, {
        headers: headers as Record<string, string>,
        ...(body && { body: body as Record<string, unknown> }),
      })
      assert.ok(status < 300, `${method} ${url}: ${text}`)
    }
    const nothingAbroad = async (): Promise<void> => {
      assert.deepEqual(await taken(abroad, abroadId), [])
    }

    test('an API token that is revoked, by its id and that of its value, never the value', async () => {
      const max = await sessionOf(acme, member)
      const { apiToken, value } = await generate(acme, max)
      await heard()
      await as('DELETE', `${apiTokensPath(acme)}/${apiToken.id}`, max)
      const [event] = await poll(acme, receiver, id).then(({ events }) => events)
      assert.equal(JSON.stringify(event).includes(value.slice(16)), false)
      const told = onlyOne(await heard()) as Record<string, unknown>
      const { event_timestamp: at, ...rest } = told
      assert.ok(Math.abs(Number(at) - Date.now() / 1000) < 20)
      assert.deepEqual(rest, {
        ...{ type: 'credential-change', subject: USER, credential_type: 'api-token', change_type: 'revoke' },
        ...{ credential_id: apiToken.id, value_id: value.slice(4, 16), initiating_entity: 'user' },
        reason_admin: { en: 'An API token was revoked.' },
      })
      await nothingAbroad()
    })

    test('an API token that is regenerated: the value before is replaced', async () => {
      const max = await sessionOf(acme, member)
      const { apiToken, value } = await generate(acme, max)
      await as('POST', `${apiTokensPath(acme)}/${apiToken.id}/value`, max, {})
      const told = onlyOne(await heard()) as Record<string, unknown>
      assert.deepEqual(
        [told['change_type'], told['credential_id'], told['value_id']],
        ['update', apiToken.id, value.slice(4, 16)],
      )
    })

    test('a role that is taken away is a change of the claim as_of, which later access tokens have', async () => {
      await acme.give(member, 'inventory:admin', inventory)
      await heard()
      await removeRole(acme.app.needs, {
        ...{ organizationId: organization.id, userId: member.id, serviceId: inventory.id },
        ...{ name: 'inventory:admin', resource: null },
      })
      const told = onlyOne(await heard()) as Record<string, unknown>
      assert.deepEqual([told['type'], told['subject']], ['token-claims-change', USER])
      const claims = told['claims'] as { as_of: number }
      assert.equal(claims.as_of, await store.revocation.position())
      await nothingAbroad()
    })

    test('a person who is disabled, by whom, and enabled again', async () => {
      await heard()
      await as('PATCH', `${people}/${member.id}`, olivia, { isDisabled: true })
      await as('PATCH', `${people}/${member.id}`, olivia, { isDisabled: false })
      const events = await heard()
      assert.deepEqual(events.map(typeOf), ['account-disabled', 'session-revoked', 'account-enabled'])
      for (const event of events) {
        assert.deepEqual(event.sub_id, USER)
        assert.equal(Object.values(event.events)[0]!['initiating_entity'], 'admin')
      }
      const [disabled, revoked, enabled] = events.map((event) => event['txn'])
      assert.equal(disabled, revoked)
      assert.notEqual(disabled, enabled)
      await nothingAbroad()
    })

    test('a session that is ended, a new password, and everything that a person could act with', async () => {
      const [max, elsewhere] = [await sessionOf(acme, member), await sessionOf(acme, member)]
      await heard()
      const { body } = await request(acme, 'GET', '/api/v1/session', { headers: elsewhere })
      const [first] = await store.sessions.listForUser(member.id)
      assert.ok(first && body)
      await as('DELETE', '/api/v1/session', elsewhere)
      const out = onlyOne(await heard()) as Record<string, unknown>
      assert.equal(out['type'], 'session-revoked')
      assert.equal(out['initiating_entity'], 'user')
      const { session, ...rest } = out['subject'] as Record<string, { format: string; id: string }>
      assert.deepEqual(rest, { format: 'complex', user: USER })
      assert.match(session!.id, /^[0-9a-f-]{36}$/)

      await as('PUT', '/api/v1/account/password', max, {
        currentPassword: PASSWORD,
        newPassword: 'another quite long passphrase',
      })
      const changed = await heard()
      assert.equal(typeOf(changed[0]!), 'credential-change')
      const password = Object.values(changed[0]!.events)[0]!
      assert.deepEqual([password['credential_type'], password['change_type']], ['password', 'update'])
      assert.ok(changed.slice(1).every((event) => typeOf(event) === 'session-revoked'))

      await as('DELETE', `${people}/${member.id}/credentials`, olivia)
      const ended = await heard()
      const all = ended.find((event) => typeOf(event) === 'session-revoked')
      assert.deepEqual(all?.sub_id, USER)
      await nothingAbroad()
    })

    test('a service hears the same of its organizations, and in which of them it was', async () => {
      const heardThere = (await taken(ofService, serviceStreamId)).map((event) => [
        typeOf(event),
        event.sub_id['tenant'] ?? null,
      ])
      const persons = heardThere.filter(
        ([type]) => type === 'account-disabled' || type === 'token-claims-change',
      )
      assert.ok(persons.length >= 2)
      for (const [, tenant] of persons) assert.deepEqual(tenant, TENANT)
      await store.change(async (tx) => {
        const result = await tx.people.disable(acme.other.id, acme.stranger.id, now())
        return { result, events: [] }
      })
      assert.deepEqual(await taken(ofService, serviceStreamId), [])
      assert.deepEqual((await taken(abroad, abroadId)).map(typeOf), ['account-disabled', 'session-revoked'])
      assert.deepEqual(await heard(), [])
    })

    test('an organization that is suspended is a tenant whose sessions end, and a removed person’s account is gone', async () => {
      await store.change(async (tx) => {
        await tx.organizations.removeMember(organization.id, member.id)
        await tx.organizations.setSuspendedAt(organization.id, now())
        return { result: undefined, events: [] }
      })
      const events = await taken(ofService, serviceStreamId)
      assert.deepEqual(events.map(typeOf), ['account-purged', 'session-revoked', 'session-revoked'])
      assert.deepEqual(events[0]!.sub_id, { format: 'complex', user: USER, tenant: TENANT })
      assert.deepEqual(events[2]!.sub_id, { format: 'complex', tenant: TENANT })
      assert.equal(Object.values(events[0]!.events)[0]!['initiating_entity'], 'system')
    })

    test('what nobody has put into the streams yet outlives what need not be told any more', async () => {
      await store.change(async (tx) => {
        await tx.organizations.setSuspendedAt(organization.id, null)
        const result = await tx.people.disable(organization.id, owner.id, now())
        return { result, events: [] }
      })
      acme.clock.now += 24 * HOUR_MS
      await purgeRevocations(acme.app.needs)
      const told = await taken(ofService, serviceStreamId)
      assert.deepEqual(told.map(typeOf), ['account-disabled', 'session-revoked'])
      await purgeRevocations(acme.app.needs)
      assert.deepEqual(await store.revocation.after(0, 1), [])
    })
  })
