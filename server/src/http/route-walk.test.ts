/** Every route as every kind of caller: one table of what each is answered. A route that is not in it fails the test. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { isChange } from '@countersign/api'
import { addMember } from '../actions/people/add-member.ts'
import { HOUR_MS } from '../domain/instant.ts'
import { randomUuid } from '../crypto/random.ts'
import type { User } from '../domain/user.ts'
import { openAcme, PASSWORD } from '../../testing/acme.ts'
import { accessTokenOf, deactivate, sessionOf, type Credentials } from '../../testing/people.ts'
import { generate, request } from '../../testing/requests.ts'
import { sampleRequest, type Ids } from '../../testing/sample-requests.ts'
import { routes } from './routes.ts'

const EVERYTHING = { allRoles: true, administration: true }

/**
 * - nobody
 * - strange: the owner of another organization, with a session
 * - member: of this organization, with a session
 * - stale: the same, with a session in which the password was given more than 15 minutes ago
 * - narrow: an access token of the member that may do nothing
 * - service: an access token of the member for one service alone
 * - wide: an access token of the member with all roles
 * - admin: the same, and it may administer Countersign
 * - gone: a member who was deactivated, with the session from before
 * - ended: a session of the member that was signed out
 */
const TABLE = `
                                                                              nobody strange member stale narrow service wide admin gone ended
GET    /api/v1/installation                                                     200    200    200    200    200    200    200    200    200    200
POST   /api/v1/installation                                                     409    409    409    409    409    409    409    409    409    409
POST   /api/v1/session                                                          201    201    201    201    201    201    201    201    201    201
GET    /api/v1/session                                                          401    200    200    200    401    401    401    401    401    401
DELETE /api/v1/session                                                          401    204    204    204    401    401    401    401    401    401
POST   /api/v1/session/reauthentication                                         401    200    200    200    401    401    401    401    401    401
GET    /api/v1/sessions                                                         401    200    200    200    401    401    401    401    401    401
DELETE /api/v1/sessions/:sessionId                                              401    404    204    204    401    401    401    401    401    401
DELETE /api/v1/sessions                                                         401    200    200    403    401    401    401    401    401    401
PATCH  /api/v1/account                                                          401    200    200    403    401    401    401    401    401    401
PUT    /api/v1/account/password                                                 401    204    204    403    401    401    401    401    401    401
GET    /api/v1/account/connected-apps                                           401    200    200    200    401    401    401    401    401    401
DELETE /api/v1/account/connected-apps/:organizationId/:appId                    401    404    404    404    401    401    401    401    401    401
GET    /api/v1/account/mail                                                     401    200    200    200    401    401    401    401    401    401
PATCH  /api/v1/account/mail                                                     401    200    200    200    401    401    401    401    401    401
DELETE /api/v1/account/mail/stop                                                401    200    200    200    401    401    401    401    401    401
GET    /api/v1/organizations                                                    401    200    200    200    401    401    401    401    401    401
PATCH  /api/v1/organizations/:organizationId                                    401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/organizations                      401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/organizations                      401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/organizations/:managedId           401    404    403    403    403    403    403    403    401    401
PATCH  /api/v1/organizations/:organizationId/organizations/:managedId           401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/organizations/:managedId/owner-invitation 401 404 403 403 403 403 403 403 401 401
GET    /api/v1/organizations/:organizationId/invitations                        401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/invitations                        401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/invitations/:invitationId/link     401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/invitations/:invitationId          401    404    403    403    403    403    403    403    401    401
POST   /api/v1/invitations/look                                                 400    400    400    400    400    400    400    400    400    400
POST   /api/v1/invitations/acceptance                                           400    400    400    400    400    400    400    400    400    400
POST   /api/v1/invitations/acceptance/signed-in                                 401    400    400    400    401    401    401    401    401    401
POST   /api/v1/organizations/:organizationId/people/:userId/password-reset      401    404    403    403    403    403    403    403    401    401
POST   /api/v1/password-resets                                                  204    204    204    204    204    204    204    204    204    204
POST   /api/v1/password-resets/look                                             400    400    400    400    400    400    400    400    400    400
POST   /api/v1/password-resets/use                                              400    400    400    400    400    400    400    400    400    400
GET    /api/v1/organizations/:organizationId/policies                           401    404    200    200    403    403    200    200    401    401
PATCH  /api/v1/organizations/:organizationId/policies                           401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/people                             401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/givable-roles                      401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/people/:userId                     401    404    403    403    403    403    403    403    401    401
PATCH  /api/v1/organizations/:organizationId/people/:userId                     401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/people/:userId                     401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/people/:userId/consequences        401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/people/:userId/credentials         401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/people/:userId/roles               401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/people/:userId/roles               401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/people/:userId/roles/removals      401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/mail                               401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/people/:userId/mail                401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/people/:userId/mail/stop           401    404    403    403    403    403    403    403    401    401
POST   /api/v1/api-tokens/revocation                                            204    204    204    204    204    204    204    204    204    204
POST   /api/v1/leaks                                                            204    204    204    204    204    204    204    204    204    204
GET    /api/v1/organizations/:organizationId/leak-reports                       401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/api-tokens/:apiTokenId/leak-report 401    404    200    200    403    403    200    200    401    401
GET    /api/v1/organizations/:organizationId/my-roles                           401    404    200    200    200    200    200    200    401    401
GET    /api/v1/organizations/:organizationId/organization-roles                 401    404    200    200    403    403    200    200    401    401
GET    /api/v1/organizations/:organizationId/requestable-roles                  401    404    200    200    403    403    200    200    401    401
GET    /api/v1/organizations/:organizationId/role-requests                      401    404    200    200    403    403    200    200    401    401
POST   /api/v1/organizations/:organizationId/role-requests                      401    404    201    409    403    403    403    409    401    401
GET    /api/v1/organizations/:organizationId/role-requests/:requestId           401    404    404    404    403    403    404    404    401    401
POST   /api/v1/organizations/:organizationId/role-requests/:requestId/approval  401    404    404    403    403    403    403    404    401    401
POST   /api/v1/organizations/:organizationId/role-requests/:requestId/refusal   401    404    404    404    403    403    403    404    401    401
POST   /api/v1/organizations/:organizationId/role-requests/:requestId/withdrawal
                                                                                401    404    404    404    403    403    403    404    401    401
DELETE /api/v1/organizations/:organizationId/role-requests/:requestId/role      401    404    404    403    403    403    403    404    401    401
GET    /api/v1/organizations/:organizationId/groups                             401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/groups                             401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/groups/:groupId                    401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/groups/:groupId                    401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/groups/:groupId                    401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/groups/:groupId/preview            401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/groups/:groupId/members            401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/groups/:groupId/members            401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/groups/:groupId/members/:userId    401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/groups/:groupId/roles              401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/groups/:groupId/roles/removal      401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/oauth-apps                         401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/oauth-apps                         401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/oauth-apps/added                   401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/oauth-apps/added/:appId            401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/oauth-apps/:appId                  401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/oauth-apps/:appId                  401    404    403    403    403    403    403    403    401    401
PATCH  /api/v1/organizations/:organizationId/oauth-apps/:appId                  401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/oauth-apps/:appId                  401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/oauth-apps/:appId/consequences     401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/oauth-apps/:appId/organizations    401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/oauth-apps/:appId/refusals         401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/oauth-apps/:appId/secrets          401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/oauth-apps/:appId/secrets/:secretId/end 401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/oauth-apps/:appId/roles            401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/oauth-apps/:appId/roles/removal    401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/custom-roles                         401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/custom-roles                         401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/custom-roles/:roleName               401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/custom-roles/:roleName               401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/custom-roles/:roleName/preview       401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/custom-roles/:roleName               401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/services                           401    404    200    200    403    403    200    200    401    401
POST   /api/v1/organizations/:organizationId/services                           401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/services/:serviceId                401    404    200    200    403    403    200    200    401    401
POST   /api/v1/organizations/:organizationId/services/:serviceId/preview        401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/services/:serviceId                401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/services/:serviceId                401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/services/:serviceId/offers         401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/services/:serviceId/offers/preview 401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/services/:serviceId/offers         401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/services/catalogue                 401    404    200    200    403    403    200    200    401    401
POST   /api/v1/organizations/:organizationId/services/added                     401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/services/added/:serviceId          401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/services/:serviceId/feed-tokens
                                                                                401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/services/:serviceId/feed-tokens
                                                                                401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/services/:serviceId/feed-tokens/:feedTokenId
                                                                                401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/event-streams
                                                                                401    404    403    403    403    403    403    403    401    401
PUT    /api/v1/organizations/:organizationId/event-streams/:streamId/state
                                                                                401    404    403    403    403    403    403    403    401    401
POST   /api/v1/organizations/:organizationId/event-streams/:streamId/verification
                                                                                401    404    403    403    403    403    403    403    401    401
DELETE /api/v1/organizations/:organizationId/event-streams/:streamId
                                                                                401    404    403    403    403    403    403    403    401    401
GET    /api/v1/organizations/:organizationId/api-tokens                         401    404    200    200    403    403    200    200    401    401
POST   /api/v1/organizations/:organizationId/api-tokens                         401    404    201    403    403    403    403    201    401    401
POST   /api/v1/organizations/:organizationId/api-tokens/preview                 401    404    200    200    403    403    200    200    401    401
GET    /api/v1/organizations/:organizationId/api-tokens/:apiTokenId             401    404    200    200    403    403    200    200    401    401
PATCH  /api/v1/organizations/:organizationId/api-tokens/:apiTokenId             401    404    200    200    403    403    403    200    401    401
GET    /api/v1/organizations/:organizationId/api-tokens/:apiTokenId/effective-scope
                                                                                401    404    200    200    403    403    200    200    401    401
GET    /api/v1/organizations/:organizationId/api-tokens/:apiTokenId/events      401    404    200    200    403    403    200    200    401    401
GET    /api/v1/organizations/:organizationId/api-tokens/:apiTokenId/refused-exchanges
                                                                                401    404    200    200    403    403    200    200    401    401
GET    /api/v1/organizations/:organizationId/api-tokens/:apiTokenId/usage       401    404    200    200    403    403    200    200    401    401
POST   /api/v1/organizations/:organizationId/api-tokens/:apiTokenId/value       401    404    200    403    403    403    403    200    401    401
DELETE /api/v1/organizations/:organizationId/api-tokens/:apiTokenId/values/:valueId
                                                                                401    404    409    409    403    403    403    409    401    401
DELETE /api/v1/organizations/:organizationId/api-tokens/:apiTokenId             401    404    200    200    403    403    403    200    401    401
POST   /api/v1/organizations/:organizationId/api-tokens/revocations             401    404    200    200    403    403    403    200    401    401
DELETE /api/v1/organizations/:organizationId/api-tokens                         401    404    200    200    403    403    403    200    401    401
`

const [columns = [], ...rows] = TABLE.trim()
  .replaceAll(/(\S)\n +(?=\d)/g, '$1 ')
  .split('\n')
  .map((line) => line.trim().split(/\s+/))

suite('every route', async () => {
  const acme = await openAcme({ after })
  const { member, organization, other, owner, stranger } = acme
  const gone = await addMember(acme.app.needs, organization.id, {
    ...{ username: 'dora', email: 'dora@acme.example', firstName: 'Dora', lastName: 'Example' },
    password: PASSWORD,
  })
  await deactivate(acme, gone)
  const ofService = { services: [{ serviceId: acme.inventory.id, allRoles: true }] }
  const sessionsOf = (user: User) => acme.app.needs.store.sessions.listForUser(user.id)
  const CALLERS: Readonly<Record<string, () => Promise<Credentials>>> = {
    nobody: async () => ({}),
    strange: () => sessionOf(acme, stranger),
    member: () => sessionOf(acme, member),
    stale: async () => {
      const session = await sessionOf(acme, member)
      acme.clock.now += HOUR_MS
      return session
    },
    narrow: () => accessTokenOf(acme, member, { scopes: {} }),
    service: () => accessTokenOf(acme, member, { scopes: ofService }),
    wide: () => accessTokenOf(acme, member),
    admin: () => accessTokenOf(acme, member, { scopes: EVERYTHING }),
    gone: () => sessionOf(acme, gone),
    ended: async () => {
      const session = await sessionOf(acme, member)
      await request(acme, 'DELETE', '/api/v1/session', { headers: session })
      return session
    },
  }
  const idsFor = async (user: User) => {
    const session = await sessionOf(acme, user)
    const { apiToken } = await generate(acme, session)
    const [latest] = (await sessionsOf(user)).toSorted((one, next) => next.createdAt - one.createdAt)
    const { id: apiTokenId, valueId } = apiToken
    const managedId = other.id
    return {
      organizationId: organization.id,
      managedId,
      apiTokenId,
      valueId,
      sessionId: latest!.id,
      serviceId: acme.inventory.id,
    }
  }

  test('is in the table, and nothing else is', () => {
    const inTable = rows.map(([method, path]) => `${method} ${path}`)
    assert.deepEqual(
      inTable.toSorted(),
      routes.map(({ endpoint: { method, path } }) => `${method} ${path}`).toSorted(),
    )
    assert.ok(rows.length > 20)
    assert.deepEqual(columns, Object.keys(CALLERS))
  })

  for (const [method = '', path = '', ...expected] of rows) {
    test(`${method} ${path}`, async () => {
      const answered: string[] = []
      for (const column of columns) {
        const ids = await idsFor(member)
        const headers = await CALLERS[column]!()
        const { url, body } = sampleRequest(method, path, ids)
        const { status, body: told } = await request(acme, method, url, { headers, ...(body && { body }) })
        if (status >= 400) assert.match(told.detail, /^[A-Z].+ .+\.$/, `${column} is told what to do next`)
        answered.push(`${column} ${status}`)
      }
      assert.deepEqual(
        answered,
        columns.map((column, at) => `${column} ${expected[at]}`),
      )
    })
  }

  test('that changes anything refuses an access token without administration, and says what to do', async () => {
    const changes = routes.filter(
      ({ endpoint, caller }) => isChange(endpoint) && (caller === 'member' || caller === 'recentMember'),
    )
    assert.ok(changes.length > 6)
    const narrowed = { scopes: EVERYTHING, scope: 'org_member inventory:viewer' }
    const callers = [
      await accessTokenOf(acme, owner),
      await accessTokenOf(acme, owner, { scopes: { ...ofService, openId: true } }),
      await accessTokenOf(acme, owner, narrowed),
    ]
    const ids = await idsFor(owner)
    for (const { endpoint } of changes) {
      const { url, body } = sampleRequest(endpoint.method, endpoint.path, ids)
      for (const headers of callers) {
        const answer = await request(acme, endpoint.method, url, { headers, ...(body && { body }) })
        assert.deepEqual([answer.status, answer.body.code], [403, 'administration_required'], url)
        assert.match(answer.body.detail, /May administer Countersign/)
      }
    }
  })

  test('answers what is somebody else’s exactly as what does not exist', async () => {
    const mine = await idsFor(member)
    const theirs = await idsFor(owner)
    const unknown = {
      organizationId: randomUuid(),
      managedId: randomUuid(),
      apiTokenId: 'AbCdEfGhIjKl',
      sessionId: randomUuid(),
    }
    const otherOrganization = { ...unknown, organizationId: other.id }
    const pairs: readonly (readonly [Credentials, Ids, Ids])[] = [
      // A colleague's API token and session, in one's own organization.
      [
        await sessionOf(acme, member),
        theirs,
        { ...theirs, apiTokenId: unknown.apiTokenId, sessionId: unknown.sessionId },
      ],
      [
        await accessTokenOf(acme, member, { scopes: EVERYTHING }),
        theirs,
        { ...theirs, apiTokenId: unknown.apiTokenId },
      ],
      [
        await sessionOf(acme, stranger),
        { ...mine, organizationId: other.id },
        { ...unknown, organizationId: other.id },
      ],
      // Another organization, with or without a thing in it that is there.
      [await sessionOf(acme, member), otherOrganization, unknown],
      [await accessTokenOf(acme, member, { scopes: EVERYTHING }), otherOrganization, unknown],
      [await sessionOf(acme, stranger), mine, unknown],
      [
        await accessTokenOf({ ...acme, organization: other }, stranger, { scopes: EVERYTHING }),
        mine,
        unknown,
      ],
    ]
    let compared = 0
    for (const { endpoint } of routes) {
      if (!endpoint.params) continue
      for (const [headers, ...both] of pairs) {
        const [one, two] = both.map((ids) => sampleRequest(endpoint.method, endpoint.path, ids))
        if (JSON.stringify(one) === JSON.stringify(two)) continue
        const answers = []
        for (const { url, body } of [one!, two!]) {
          const answer = await request(acme, endpoint.method, url, { headers, ...(body && { body }) })
          const { date, 'x-request-id': requestId, ...kept } = answer.headers
          answers.push({ status: answer.status, kept, text: answer.text.replace(String(requestId), 'ID') })
        }
        assert.deepEqual(answers[0], answers[1], `${endpoint.method} ${endpoint.path}`)
        assert.ok(answers[0]!.status >= 400)
        if (answers[0]!.status === 404) compared++
      }
    }
    assert.ok(compared > 40, String(compared))
  })
})
