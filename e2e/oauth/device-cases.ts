/** Awkward ways to ask for the code of a device, and to ask about it (RFC 8628). */
import { askToken, basicOf, endpoint, post, worded, type Case } from './requests.ts'
import type { Side } from './sides.ts'

type Form = Record<string, string>

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

const ask = (side: Side, body: Form | string, authorization?: string) =>
  post(endpoint(side, 'device_authorization'), { body, ...(authorization && { authorization }) })

const clientOf = ({ clients }: Side): Form => ({ client_id: clients.native.id })

const begun = async (side: Side): Promise<Form> =>
  (await ask(side, { ...clientOf(side), scope: 'openid' })).answer as Form

const poll = (side: Side, form: Form) =>
  askToken(side, { body: { grant_type: GRANT, ...clientOf(side), ...form } })

/** What is entered at the page is answered in words of people, so that only whether something was allowed is compared. */
async function allowed(side: Side): Promise<Form> {
  const { device_code = '', verification_uri_complete = '' } = await begun(side)
  await side.browser.agree(verification_uri_complete)
  return { device_code }
}

const each = (name: string, does: Case['ask']): Case => ({ name: `device ${name}`, ask: does })

const requests: Readonly<Record<string, (side: Side) => ReturnType<typeof post>>> = {
  'code asked for rightly': (side) => ask(side, { ...clientOf(side), scope: 'openid' }),
  'code asked for without a scope': (side) => ask(side, clientOf(side)),
  'code asked for with an unknown scope': (side) => ask(side, { ...clientOf(side), scope: 'openid nothing' }),
  'code asked for with a scope that is none': (side) => ask(side, { ...clientOf(side), scope: 'a"b' }),
  'code asked for with an unknown parameter': (side) => ask(side, { ...clientOf(side), foo: '1' }),
  'code asked for with scope twice': (side) =>
    ask(side, `client_id=${side.clients.native.id}&scope=openid&scope=email`),
  'code asked for by nobody': (side) => ask(side, {}),
  'code asked for by an unknown client': (side) => ask(side, { client_id: 'nobody' }),
  'code asked for by a machine': (side) => ask(side, {}, basicOf(side.clients.machine)),
  'code asked for by a client that has it switched off': (side) => ask(side, {}, basicOf(side.clients.web)),
  'code asked for as JSON': (side) =>
    post(endpoint(side, 'device_authorization'), { body: '{}', type: 'application/json' }),
  'asks before anybody decided': async (side) => {
    const { device_code = '' } = await begun(side)
    return poll(side, { device_code })
  },
  'asks without a code': (side) => poll(side, {}),
  'asks with what is no code': (side) => poll(side, { device_code: 'x' }),
  'asks with the code of the person': async (side) => {
    const { user_code = '' } = await begun(side)
    return poll(side, { device_code: user_code })
  },
  'asks as another client': async (side) => {
    const { device_code = '' } = await begun(side)
    const body = { grant_type: GRANT, device_code }
    return askToken(side, { body, authorization: basicOf(side.clients.web) })
  },
  'asks for fewer scopes': async (side) => poll(side, { ...(await allowed(side)), scope: 'openid' }),
}

export const deviceCases: readonly Case[] = [
  ...Object.entries(requests).map(([name, does]) => each(name, async (side) => worded(await does(side)))),
  each('asks twice at once, before anybody decided', async (side) => {
    const { device_code = '' } = await begun(side)
    const first = worded(await poll(side, { device_code }))
    return `${first}, ${worded(await poll(side, { device_code }))}`
  }),
  each('asks once it was allowed', async (side) => worded(await poll(side, await allowed(side)))),
  each('asks again with what gave tokens', async (side) => {
    const form = await allowed(side)
    const { answer } = await poll(side, form)
    const again = worded(await poll(side, form))
    const refresh = {
      ...{ grant_type: 'refresh_token', refresh_token: String(answer['refresh_token']) },
      ...clientOf(side),
    }
    return `${again}; then refresh ${worded(await askToken(side, { body: refresh }))}`
  }),
]
