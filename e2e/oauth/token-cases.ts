/** Awkward requests to the token endpoint: what is a request, and who sent it (RFC 6749, sections 2.3 and 3.2; RFC 7523). */
import { askToken, basicOf, endpoint, post, worded, type Case } from './requests.ts'
import type { Side } from './sides.ts'

const GRANT = { grant_type: 'client_credentials' }

const asMachine = ({ clients }: Side): string => basicOf(clients.machine)
const encoded = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

const syntax: Readonly<Record<string, { body: string; type?: string }>> = {
  'a good request': { body: 'grant_type=client_credentials' },
  'with a charset': {
    body: 'grant_type=client_credentials',
    type: 'application/x-www-form-urlencoded; charset=UTF-8',
  },
  'as JSON': { body: '{"grant_type":"client_credentials"}', type: 'application/json' },
  'as plain text': { body: 'grant_type=client_credentials', type: 'text/plain' },
  'without a body': { body: '' },
  'without grant_type': { body: 'scope=a' },
  'with an empty grant_type': { body: 'grant_type=' },
  'with grant_type twice': { body: 'grant_type=client_credentials&grant_type=client_credentials' },
  'with scope twice': { body: 'grant_type=client_credentials&scope=a&scope=b' },
  'with scope[]': { body: 'grant_type=client_credentials&scope[]=a' },
  'with an unknown parameter': { body: 'grant_type=client_credentials&foo=1' },
  'with an empty scope': { body: 'grant_type=client_credentials&scope=' },
  'with an unknown grant': { body: 'grant_type=nothing' },
  'with the password grant': { body: 'grant_type=password&username=a&password=b' },
  'with the grant in capitals': { body: 'grant_type=Client_Credentials' },
  'with "constructor" as the grant': { body: 'grant_type=constructor' },
}

const authentication: Readonly<
  Record<string, (side: Side) => { body?: Record<string, string>; authorization?: string }>
> = {
  Basic: (side) => ({ authorization: asMachine(side) }),
  'Basic with its scheme in capitals': (side) => ({
    authorization: asMachine(side).replace('Basic', 'BASIC'),
  }),
  'Basic and client_id alike': (side) => ({
    authorization: asMachine(side),
    body: { client_id: side.clients.machine.id },
  }),
  'Basic and another client_id': (side) => ({
    authorization: asMachine(side),
    body: { client_id: side.clients.web.id },
  }),
  'Basic and client_secret': ({ clients: { machine }, ...side }) => ({
    authorization: asMachine({ clients: { machine }, ...side } as Side),
    body: { client_id: machine.id, client_secret: machine.secret },
  }),
  'client_secret in the body': ({ clients: { machine } }) => ({
    body: { client_id: machine.id, client_secret: machine.secret },
  }),
  'client_secret without client_id': ({ clients: { machine } }) => ({
    body: { client_secret: machine.secret },
  }),
  nobody: () => ({}),
  'only client_id': ({ clients: { machine } }) => ({ body: { client_id: machine.id } }),
  'an unknown client': ({ clients: { machine } }) => ({
    authorization: basicOf({ ...machine, id: 'nobody' }),
  }),
  'a wrong secret': ({ clients: { machine } }) => ({
    authorization: basicOf({ ...machine, secret: `${machine.secret}x` }),
  }),
  'an empty secret': ({ clients: { machine } }) => ({ authorization: basicOf({ ...machine, secret: '' }) }),
  'the secret of another': ({ clients: { machine, web } }) => ({
    authorization: basicOf({ ...machine, secret: web.secret }),
  }),
  'Basic that is no base64': () => ({ authorization: 'Basic !!!' }),
  'Basic without a colon': () => ({ authorization: encoded('abc') }),
  'Basic without a name': () => ({ authorization: encoded(':abc') }),
  'Basic with a broken escape': () => ({ authorization: encoded('%zz:a') }),
  'Basic with nothing after it': () => ({ authorization: 'Basic ' }),
  'an unknown scheme': () => ({ authorization: 'Digest abc' }),
  'a public client': ({ clients: { native } }) => ({ body: { client_id: native.id } }),
  'a client of people': ({ clients: { web } }) => ({ authorization: basicOf(web) }),
  'a secret where an assertion is due': ({ clients: { signer, machine } }) => ({
    authorization: basicOf({ id: signer.id, secret: machine.secret }),
  }),
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const now = (): number => Math.floor(Date.now() / 1000)

const assertions: Readonly<Record<string, (side: Side) => Record<string, unknown>>> = {
  'that is good': () => ({}),
  'without a subject': () => ({ sub: undefined }),
  'without an issuer': () => ({ iss: undefined }),
  'without a jti': () => ({ jti: undefined }),
  'without an end': () => ({ exp: undefined }),
  'that has ended': () => ({ iat: now() - 300, exp: now() - 120 }),
  'that is for tomorrow': () => ({ nbf: now() + 86_400 }),
  'that is made tomorrow': () => ({ iat: now() + 86_400, exp: now() + 90_000 }),
  'that lasts for a day': () => ({ exp: now() + 86_400 }),
  'without an audience': () => ({ aud: undefined }),
  'for the token endpoint': (side) => ({ aud: endpoint(side, 'token') }),
  'for a list with the issuer': (side) => ({ aud: [side.issuer] }),
  'for somebody else': () => ({ aud: 'https://elsewhere.example' }),
  'by another client': (side) => ({ iss: side.clients.machine.id, sub: side.clients.machine.id }),
}

const withAssertion = (side: Side, client_assertion: string, more: Record<string, string> = {}) =>
  askToken(side, { body: { ...GRANT, client_assertion, client_assertion_type: JWT_BEARER, ...more } })

export const tokenCases: readonly Case[] = [
  ...Object.entries(syntax).map(([name, sent]) => ({
    name: `token request ${name}`,
    ask: async (side: Side) => worded(await askToken(side, { ...sent, authorization: asMachine(side) })),
  })),
  {
    name: 'token request in the URL',
    ask: async (side) =>
      worded(
        await post(`${endpoint(side, 'token')}?grant_type=client_credentials`, {
          authorization: asMachine(side),
        }),
      ),
  },
  {
    name: 'token request by GET',
    ask: async (side) => ((await fetch(endpoint(side, 'token'))).status < 400 ? 'yes' : 'no'),
  },
  ...Object.entries(authentication).map(([name, who]) => ({
    name: `client: ${name}`,
    ask: async (side: Side) => {
      const { body = {}, ...more } = who(side)
      return worded(await askToken(side, { ...more, body: { ...GRANT, ...body } }))
    },
  })),
  ...Object.entries(assertions).map(([name, claims]) => ({
    name: `assertion ${name}`,
    ask: async (side: Side) => worded(await withAssertion(side, await side.assertion(claims(side)))),
  })),
  {
    name: 'assertion that comes twice',
    ask: async (side) => {
      const assertion = await side.assertion()
      await withAssertion(side, assertion)
      return worded(await withAssertion(side, assertion))
    },
  },
  {
    name: 'assertion with another client_id',
    ask: async (side) =>
      worded(await withAssertion(side, await side.assertion(), { client_id: side.clients.machine.id })),
  },
  {
    name: 'assertion of an unknown type',
    ask: async (side) =>
      worded(await withAssertion(side, await side.assertion(), { client_assertion_type: 'jwt' })),
  },
]
