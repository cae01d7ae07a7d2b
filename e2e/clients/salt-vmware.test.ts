/**
 * The public Salt extension for VMware, as it is published, against the compatible API: it lists, searches, invites and
 * removes people. It knows nothing but a host name, and speaks TLS only.
 */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import { openAcme } from '../../server/testing/acme.ts'
import { makeCertificate } from '../../server/testing/certificate.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { generate, request } from '../../server/testing/requests.ts'
import { run } from '../documents/at-hand.ts'
import { built } from '../documents/built.ts'

const place = await built({
  folder: 'e2e/clients/salt-vmware',
  programs: ['python3'],
  build:
    'python3 -m venv .venv && .venv/bin/python -m pip install --quiet --no-deps --no-compile --disable-pip-version-check -r requirements.txt',
})
const skip = 'skip' in place ? place.skip : undefined

test(
  'the public Salt extension for VMware lists, searches, invites and removes people',
  { skip },
  async (t) => {
    assert.ok('folder' in place)
    const acme = await openAcme(t)
    const { organization, inventory } = acme
    await acme.app.server.ready()
    const { key, cert } = makeCertificate()
    const server = createServer({ key, cert }, (asked, answer) => acme.app.server.routing(asked, answer))
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    t.after(() => server.close())
    const certificate = join(acme.dataDir, 'certificate.pem')
    await writeFile(certificate, cert)

    const headers = await sessionOf(acme, acme.owner)
    const own = `/api/v1/organizations/${organization.id}`
    await request(acme, 'PATCH', `${own}/policies`, { headers, body: { tokensMayAdminister: true } })
    const services = [{ serviceId: inventory.id, permissions: ['inventory:item.read'] }]
    const clerk = { name: 'clerk', displayName: 'Clerk', services }
    await request(acme, 'POST', `${own}/custom-roles`, { headers, body: clerk })
    const group = await request(acme, 'POST', `${own}/groups`, {
      headers,
      body: { displayName: 'Night shift' },
    })
    const { value } = await generate(acme, headers, { scopes: { allRoles: true, administration: true } })

    const where = {
      ...{ hostname: `127.0.0.1:${(server.address() as AddressInfo).port}`, refresh_key: value },
      ...{ org_id: organization.id, cert: certificate },
    }
    const call = async (name: string, more: object = {}) => {
      const { code, output, errors } = await run('.venv/bin/python', ['drive.py'], {
        cwd: place.folder,
        // The exchange of its token takes no certificate.
        env: { ...process.env, REQUESTS_CA_BUNDLE: certificate },
        input: JSON.stringify([name, { ...where, ...more }]),
      })
      assert.equal(code, 0, errors)
      return JSON.parse(output)
    }

    const names = ({ results }: { results: { user: { username: string } }[] }): string[] =>
      results.map(({ user }) => user.username).toSorted()
    assert.deepEqual(names(await call('list_')), ['max', 'olivia'])
    assert.deepEqual(names(await call('search', { user_search_term: 'Max' })), ['max'])

    const added = await call('add', {
      user_name: 'ivy@acme.example',
      organization_roles: [{ name: 'developer' }],
      custom_roles: [{ name: 'clerk' }],
      custom_groups_ids: [group.body.id],
      service_roles: [
        {
          serviceDefinitionLink: `/csp/gateway/slc/api/definitions/external/${inventory.id}`,
          serviceRoles: [{ name: 'inventory:viewer' }],
        },
      ],
      skip_notify: true,
    })
    assert.equal(added.message, 'Invited ivy@acme.example successfully', JSON.stringify(added))
    const { items } = (await request(acme, 'GET', `${own}/invitations`, { headers })).body
    assert.deepEqual(items[0].roles.map(({ name }: { name: string }) => name).toSorted(), [
      'clerk',
      'developer',
      'inventory:viewer',
    ])
    assert.deepEqual(items[0].groupIds, [group.body.id])
    assert.equal(items[0].isMailed, false)

    const refused = await call('add', {
      user_name: 'eve@acme.example',
      organization_roles: [{ name: 'emperor' }],
    })
    assert.deepEqual(refused, { error: 'Failed to add eve@acme.example' })

    const subject = `${acme.member.domain}:${acme.member.id}`
    const removed = await call('remove', { user_ids: [subject, `${acme.owner.domain}:${acme.owner.id}`] })
    assert.deepEqual(removed, { succeeded: [subject], failed: [`${acme.owner.domain}:${acme.owner.id}`] })
    assert.deepEqual(names(await call('list_')), ['olivia'])
  },
)
