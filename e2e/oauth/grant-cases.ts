/** Awkward ways to redeem a code, to refresh, to give back and to ask about, by somebody who has agreed. */
import { askToken, basicOf, codeOf, endpoint, post, worded, type Case } from './requests.ts'
import { LOOPBACK, type Side } from './sides.ts'

type Form = Record<string, string>

const redeem = (side: Side, form: Form, by: keyof Pick<Side['clients'], 'web' | 'thief'> = 'web') =>
  askToken(side, { body: form, authorization: basicOf(side.clients[by]) })

const spoilt: Readonly<Record<string, (form: Form) => Form>> = {
  rightly: (form) => form,
  'with another redirect URI': (form) => ({ ...form, redirect_uri: `${form['redirect_uri']}/` }),
  'without a redirect URI': ({ redirect_uri: _, ...form }) => form,
  'with a wrong verifier': (form) => ({ ...form, code_verifier: 'x'.repeat(43) }),
  'with a short verifier': (form) => ({ ...form, code_verifier: 'x' }),
  'without a verifier': ({ code_verifier: _, ...form }) => form,
  'with a code that was changed': (form) => ({ ...form, code: `${form['code']}x` }),
  'without a code': ({ code: _, ...form }) => form,
}

const tokensOf = async (side: Side): Promise<Form> => (await redeem(side, await codeOf(side))).answer as Form

const native = async (side: Side): Promise<{ client: Form; tokens: Form }> => {
  const client = { client_id: side.clients.native.id }
  const code = await codeOf(side, { ...client, redirect_uri: LOOPBACK })
  return { client, tokens: (await askToken(side, { body: { ...code, ...client } })).answer as Form }
}

const refresh = (side: Side, refresh_token: string | undefined, more: Form = {}) =>
  redeem(side, { grant_type: 'refresh_token', ...(refresh_token && { refresh_token }), ...more })

const at = (
  side: Side,
  name: 'revocation' | 'introspection',
  body: Form,
  by: keyof Pick<Side['clients'], 'web' | 'thief'> = 'web',
) => post(endpoint(side, name), { body, authorization: basicOf(side.clients[by]) })

const each = (name: string, ask: Case['ask']): Case => ({ name, ask })

export const grantCases: readonly Case[] = [
  ...Object.entries(spoilt).map(([name, spoil]) =>
    each(`code redeemed ${name}`, async (side) => worded(await redeem(side, spoil(await codeOf(side))))),
  ),
  each('code of another client', async (side) => worded(await redeem(side, await codeOf(side), 'thief'))),
  each('code that comes twice', async (side) => {
    const form = await codeOf(side)
    const { answer } = await redeem(side, form)
    const again = worded(await redeem(side, form))
    return `${again}; then refresh ${worded(await refresh(side, String(answer['refresh_token'])))}`
  }),
  each('code once its redemption failed', async (side) => {
    const form = await codeOf(side)
    await redeem(side, { ...form, code_verifier: 'x'.repeat(43) })
    return worded(await redeem(side, form))
  }),
  each('refresh rightly', async (side) =>
    worded(await refresh(side, (await tokensOf(side))['refresh_token'])),
  ),
  each('refresh without a token', async (side) => worded(await refresh(side, undefined))),
  each('refresh with what is no token', async (side) => worded(await refresh(side, 'nothing'))),
  each('refresh with an access token', async (side) =>
    worded(await refresh(side, (await tokensOf(side))['access_token'])),
  ),
  each('refresh with another client’s token', async (side) => {
    const { refresh_token = '' } = await tokensOf(side)
    return worded(await redeem(side, { grant_type: 'refresh_token', refresh_token }, 'thief'))
  }),
  each('refresh for more than was allowed', async (side) =>
    worded(await refresh(side, (await tokensOf(side))['refresh_token'], { scope: 'openid email' })),
  ),
  each('refresh for a scope that is unknown', async (side) =>
    worded(await refresh(side, (await tokensOf(side))['refresh_token'], { scope: 'openid nothing' })),
  ),
  each('refresh twice at once, of a public client', async (side) => {
    const { client, tokens } = await native(side)
    const body = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '', ...client }
    const first = await askToken(side, { body })
    return `${worded(first)}, ${worded(await askToken(side, { body }))}`
  }),
  each('revocation of a refresh token', async (side) => {
    const { refresh_token = '' } = await tokensOf(side)
    const revoked = worded(await at(side, 'revocation', { token: refresh_token }))
    return `${revoked}; then refresh ${worded(await refresh(side, refresh_token))}`
  }),
  each('revocation of another client’s token', async (side) => {
    const { refresh_token = '' } = await tokensOf(side)
    const revoked = worded(await at(side, 'revocation', { token: refresh_token }, 'thief'))
    return `${revoked}; then refresh ${worded(await refresh(side, refresh_token))}`
  }),
  each('revocation of what is no token', async (side) =>
    worded(await at(side, 'revocation', { token: 'x' })),
  ),
  each('revocation of nothing', async (side) => worded(await at(side, 'revocation', {}))),
  each('revocation by nobody', async (side) =>
    worded(await post(endpoint(side, 'revocation'), { body: { token: 'x' } })),
  ),
  each('revocation with an unknown hint', async (side) =>
    worded(await at(side, 'revocation', { token: 'x', token_type_hint: 'nothing' })),
  ),
  ...(['web', 'thief'] as const).map((by) =>
    each(
      `introspection of a refresh token by ${by === 'web' ? 'its client' : 'another client'}`,
      async (side) => {
        const { refresh_token = '' } = await tokensOf(side)
        const answered = await at(side, 'introspection', { token: refresh_token }, by)
        return `${worded(answered)}, ${answered.answer['active'] === true ? 'active' : 'not active'}`
      },
    ),
  ),
  each('introspection of what is no token', async (side) =>
    (await at(side, 'introspection', { token: 'x' })).text.replaceAll(/\s/g, ''),
  ),
  each('introspection of nothing', async (side) => worded(await at(side, 'introspection', {}))),
  each('introspection by nobody', async (side) =>
    worded(await post(endpoint(side, 'introspection'), { body: { token: 'x' } })),
  ),
  each('user info without a token', async (side) => String((await fetch(endpoint(side, 'userinfo'))).status)),
  each('user info with what is no token', async (side) => {
    const headers = { authorization: 'Bearer x' }
    return String((await fetch(endpoint(side, 'userinfo'), { headers })).status)
  }),
]
