/** An application that signs people in with passport and passport-oauth2, as they are published, on a server of its own. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import passport from 'passport'
import OAuth2Strategy from 'passport-oauth2'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { freePort } from '../../server/testing/free-port.ts'

type Settings = Omit<OAuth2Strategy.StrategyOptions, 'callbackURL'>
type Tokens = Readonly<Record<string, unknown>>
type Shown = {
  readonly error?: string
  readonly user?: { readonly accessToken: string; readonly refreshToken?: string; readonly params: Tokens }
  readonly info?: Readonly<Record<string, unknown>>
}

/** @param settingsOf what it is told, once the address is known that people come back to */
export async function openApplication(test: Cleanup, settingsOf: (callback: string) => Promise<Settings>) {
  const port = await freePort()
  const here = `http://127.0.0.1:${port}`
  const callbackURL = `${here}/callback`
  const authenticator = new passport.Passport()
  authenticator.use(
    new OAuth2Strategy(
      { ...(await settingsOf(callbackURL)), callbackURL } as OAuth2Strategy.StrategyOptions,
      (accessToken: string, refreshToken: string, params: Tokens, _profile: object, done: Done) =>
        done(null, { accessToken, refreshToken, params }),
    ),
  )
  const sessions = new Map<string, object>()
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const id = /app=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? `s${sessions.size}`
    const session = sessions.get(id) ?? {}
    sessions.set(id, session)
    response.setHeader('set-cookie', `app=${id}; HttpOnly`)
    const query = Object.fromEntries(new URL(request.url ?? '', here).searchParams)
    const answer = (error: unknown, user?: unknown, info?: unknown) =>
      response.end(JSON.stringify({ ...(error instanceof Error && { error: error.message }), user, info }))
    const handle: Middleware = authenticator.authenticate('oauth2', { session: false }, answer)
    handle(Object.assign(request, { query, session }), response, answer)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  test.after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })

  return {
    /** @param visit the person's part: from where the application sends them to where they are sent back */
    async signIn(visit: (url: string) => Promise<{ readonly url: string }>): Promise<Shown> {
      const begun = await fetch(here, { redirect: 'manual' })
      const [cookie = ''] = begun.headers.getSetCookie()
      const { url } = await visit(begun.headers.get('location') ?? '')
      const back = await fetch(url, { headers: { cookie } })
      return (await back.json()) as Shown
    },
  }
}

type Middleware = (request: object, response: ServerResponse, next: (error: unknown) => void) => void
type Done = (error: Error | null, user: object) => void
