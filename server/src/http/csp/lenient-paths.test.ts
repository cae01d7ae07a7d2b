/** Paths as clients glue them together: spare slashes work on the compatible API, and nothing else gets in by them. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, AUTHORIZE, tokenOf } from '../../../testing/compatible.ts'
import { COMPATIBLE } from '../../../testing/requests.ts'
import { lengthOf, overTheWire } from '../../../testing/wire.ts'

for (const prefix of ['', '/countersign']) {
  suite(`spare slashes${prefix && ' under a path prefix'}`, async () => {
    const env = { COUNTERSIGN_PUBLIC_URL: `https://tokens.example.com${prefix}` }
    const acme = await openAcme({ after }, { env })
    const { value } = await tokenOf(acme, 'max')
    const accessToken = await accessTokenFor(acme, value)
    const org = acme.organization.id
    // Over a real socket: what sends requests within the process would tidy the path itself.
    const wire = await overTheWire(acme)
    const send = (method: string, url: string, payload = '', as = accessToken) =>
      wire([`${method} ${url} HTTP/1.1`, `csp-auth-token: ${as}`, lengthOf(payload)], payload)

    const USER = `${COMPATIBLE}/loggedin/user`
    const TAKEN = [
      `/${prefix}${USER}`,
      `${prefix}/${USER}`,
      `//${prefix}//${USER}`.replaceAll('///', '//'),
      `${prefix}${USER}/`,
      `${prefix}${USER}//`,
      `${prefix}${USER}/?expand=1`,
      `${prefix}/csp//gateway///am/api//loggedin/user`,
      `${prefix}/${COMPATIBLE}/loggedin/user/orgs/${org}/info/`,
      `${prefix}/${COMPATIBLE}//v2/loggedin/user/orgs/?pageLimit=1`,
      `${prefix}//.well-known/openid-configuration/`,
      `${prefix}/${COMPATIBLE}/.well-known/openid-configuration`,
      `${prefix}/${COMPATIBLE}/auth/token-public-key/?format=jwks`,
    ]
    for (const url of TAKEN) {
      test(`${url.replace(org, '{org}')} is answered`, async () => {
        const { status, text } = await send('GET', url)
        assert.equal(status, 200, text)
      })
    }

    for (const url of [`${prefix}/${AUTHORIZE}`, `${prefix}${AUTHORIZE}/`, `/${prefix}${AUTHORIZE}//`]) {
      test(`an exchange at ${url} is one`, async () => {
        assert.equal((await send('POST', url, `refresh_token=${value}`)).status, 200)
        assert.equal((await send('POST', `${url}?refresh_token=${value}`)).status, 200)
      })
    }

    test('in a query are left alone', async () => {
      const link = `https://host/csp/gateway/slc/api/definitions/external/${acme.inventory.id}`
      const url = `${prefix}/${COMPATIBLE}/loggedin/user/orgs/${org}/service-roles?serviceDefinitionLink=${link}`
      assert.equal((await send('GET', url)).body.serviceRoles.length, 1)
    })

    const REFUSED = [
      `${prefix}/csp%2fgateway/am/api/loggedin/user`,
      `${prefix}${COMPATIBLE}%2Floggedin/user`,
      `${prefix}${COMPATIBLE}/loggedin%2Fuser`,
      `${prefix}${USER}%2f`,
      `${prefix}${USER}/%2f/`,
      `${prefix}${COMPATIBLE}/orgs/${org}%2f`,
      `${prefix}${COMPATIBLE}/orgs/%2f${org}`,
      `${prefix}${COMPATIBLE}/orgs/x%2f..%2f${org}`,
      `${prefix}${COMPATIBLE}/orgs/x/../${org}`,
      `${prefix}${COMPATIBLE}/./loggedin/user`,
      `${prefix}${COMPATIBLE}/%2e/loggedin/user`,
      `${prefix}${COMPATIBLE}\\loggedin\\user`,
      `${prefix}/csp/gateway/am/../am/api/loggedin/user`,
      `${prefix}/csp/../api/v1/session`,
      `${prefix}//api/v1/installation`,
      `${prefix}/api//v1/installation`,
      `${prefix}/api/v1/installation/`,
      `${prefix}//healthz`,
      ...(prefix === '' ? [] : [`${prefix}${prefix}${USER}`, `${prefix}csp/gateway/am/api/loggedin/user`]),
    ]
    for (const url of REFUSED) {
      test(`${url.replace(org, '{org}')} is no path of ours`, async () => {
        const { status, body } = await send('GET', url)
        assert.equal(status, 404)
        assert.notEqual(body.message, '')
      })
    }

    test('let nobody in without an access token', async () => {
      for (const url of TAKEN.filter((each) => each.includes('loggedin'))) {
        assert.equal((await send('GET', url, '', 'none')).status, 401, url)
      }
    })

    test('by the thousand cost nothing', async () => {
      const { status } = await send('GET', `${prefix}${'/'.repeat(8000)}${USER}${'/'.repeat(4000)}`)
      assert.equal(status, 200)
    })
  })
}
