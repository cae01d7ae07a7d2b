/** `kill -9` between a person's allowing an application and its tokens: what was answered holds, and nothing works twice. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { addApp, basic } from '../../server/testing/oauth.ts'
import {
  answerIn,
  authorization,
  authorizeUrl,
  CALLBACK,
  fieldsOf,
  pkce,
} from '../../server/testing/oauth-browser.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { emptyRealPlace, moveAcmeIn } from './real-place.ts'
import { startServer, type Server } from './real-process.ts'

test('a code and a refresh token that were answered work after a kill, a code once, and its reuse ends them', async (t) => {
  const place = await emptyRealPlace(t, 'sqlite')
  const known = { id: '', secret: '', cookie: '' }
  await moveAcmeIn(place, async (acme) => {
    const { app, secret } = await addApp(acme, {
      ...{ kind: 'web', redirectUris: [CALLBACK], hasRefreshTokens: true },
    })
    Object.assign(known, { id: app.id, secret, ...(await sessionOf(acme, acme.member)) })
  })
  let server: Server = await startServer(t, place.env)
  const killed = async (): Promise<void> => {
    await server.kill()
    server = await startServer(t, place.env)
  }
  const post = async (path: string, form: Record<string, string>, headers: Record<string, string>) =>
    fetch(server.address + path, {
      ...{ method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(form) },
    })
  const tokens = async (form: Record<string, string>) => {
    const response = await post('/oauth2/token', form, basic(known.id, known.secret))
    return { status: response.status, body: (await response.json()) as Record<string, string> }
  }

  const { verifier, challenge } = pkce()
  const { cookie } = known
  const url = authorizeUrl(authorization(known.id, challenge))
  const page = await fetch(server.address + url, { headers: { cookie } })
  const fields = { ...fieldsOf({ text: await page.text() }), step: 'allow' }
  const answered = await post('/oauth2/authorize/continue', fields, { cookie })
  const location = answered.headers.get('location') ?? ''
  const { code = '' } = answerIn({ url: location, text: '', status: answered.status, headers: {} })
  await killed()
  const form = {
    ...{ grant_type: 'authorization_code', code },
    ...{ redirect_uri: CALLBACK, code_verifier: verifier },
  }
  const first = await tokens(form)
  assert.equal(first.status, 200)
  await killed()
  const refresh = { grant_type: 'refresh_token', refresh_token: first.body['refresh_token'] ?? '' }
  assert.equal((await tokens(refresh)).status, 200)
  assert.equal((await tokens(form)).body['error'], 'invalid_grant')
  assert.equal((await tokens(refresh)).body['error'], 'invalid_grant')
})
