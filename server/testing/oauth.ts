/** OAuth apps for tests, and requests to the endpoints of OAuth as a client sends them. */
import { makeTokenString } from '../src/crypto/token-string.ts'
import { EVERY_SCOPE } from '../src/domain/allowed-scopes.ts'
import type { Assigned } from '../src/domain/held-role.ts'
import type { OAuthApp } from '../src/domain/oauth/oauth-app.ts'
import type { Acme } from './acme.ts'

type Server = Pick<Acme, 'app'>

let made = 0

/** An app of Acme's with one secret, unless it has none. All that it holds it may use. */
export async function addApp(
  acme: Pick<Acme, 'app' | 'organization' | 'clock'>,
  more: Partial<OAuthApp> = {},
): Promise<{ app: OAuthApp; secret: string; secretId: string }> {
  const now = acme.clock.now
  const id = `app-${String(++made).padStart(4, '0')}`
  const app: OAuthApp = {
    ...{ id, organizationId: acme.organization.id, kind: 'machine', name: id, description: '' },
    ...{ redirectUris: [], postLogoutRedirectUris: [], authentication: 'secret', publicKeys: [] },
    ...{ accessTokenSeconds: 1800, hasRefreshTokens: false, hasDeviceFlow: false, refreshIdleSeconds: 3600 },
    ...{ refreshLifetimeSeconds: 86_400, allowedScopes: EVERY_SCOPE, requiresDpop: false, isShared: false },
    ...{ createdAt: now, createdBy: null, changedAt: now, deactivatedAt: null, deactivatedBy: null },
    ...more,
  }
  const { id: secretId, value } = makeTokenString('s')
  const secret = value.reveal()
  const { store, keyedHash } = acme.app.needs
  await store.change(async (tx) => {
    await tx.oauthApps.insert(app)
    if (app.authentication === 'secret')
      await tx.oauthApps.insertSecret(app.id, {
        ...{ id: secretId, name: 'first', hash: keyedHash.hashOf('oauth-secret', secret) },
        ...{ createdAt: now, createdBy: null, expiresAt: null, revokedAt: null },
        ...{ lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
      })
    return { result: undefined, events: [] }
  })
  return { app, secret, secretId }
}

export const giveApp = (
  { app: { needs }, clock }: Pick<Acme, 'app' | 'clock'>,
  organizationId: string,
  appId: string,
  role: Pick<Assigned, 'serviceId' | 'name'> & Partial<Assigned>,
): Promise<void> =>
  needs.store.change(async (tx) => ({
    result: await tx.oauthApps.putRole(organizationId, appId, {
      ...{ resource: null, startsAt: null, endsAt: null, createdAt: clock.now },
      ...role,
    }),
    events: [],
  }))

export const basic = (id: string, secret: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})

type Form = Readonly<Record<string, string>> | readonly (readonly [string, string])[]

/** A POST of a form; the body is read as JSON when it is one. */
export async function postForm(
  { app }: Server,
  url: string,
  form: Form,
  headers: Readonly<Record<string, string>> = {},
) {
  const entries = Array.isArray(form) ? form : Object.entries(form as Record<string, string>)
  const response = await app.server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(entries.map(([name, value]) => [name, value])).toString(),
  })
  const isJson = String(response.headers['content-type']).startsWith('application/json')
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    body: isJson ? response.json() : undefined,
  }
}
