/** Receivers of security events for tests: machines with access tokens, and the calls that they make. */
import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose'
import type { Acme } from './acme.ts'
import { addApp, basic, giveApp, postForm } from './oauth.ts'
import { request } from './requests.ts'

type Server = Pick<Acme, 'app' | 'organization' | 'clock'>

export type ReceivingApp = { readonly id: string; readonly secret: string; readonly accessToken: string }

/** A machine of Acme's that may receive, unless other roles are named, with an access token. */
export async function addReceiver(
  acme: Server,
  { scope = 'ssf.manage ssf.read', roles = ['event_receiver'], organizationId = acme.organization.id } = {},
): Promise<ReceivingApp> {
  const { app, secret } = await addApp(acme, { organizationId })
  for (const name of roles) await giveApp(acme, organizationId, app.id, { serviceId: null, name })
  return { id: app.id, secret, accessToken: await receiverToken(acme, { id: app.id, secret }, scope) }
}

export async function receiverToken(
  acme: Server,
  { id, secret }: Pick<ReceivingApp, 'id' | 'secret'>,
  scope = 'ssf.manage ssf.read',
): Promise<string> {
  const form = { grant_type: 'client_credentials', ...(scope !== '' && { scope }) }
  const { status, body, text } = await postForm(acme, '/oauth2/token', form, basic(id, secret))
  if (status !== 200) throw new Error(`No access token: ${status} ${text}`)
  return body.access_token
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** As a receiver; nobody with an empty access token. */
export const ssf = (
  acme: Pick<Acme, 'app'>,
  accessToken: string,
  method: Method,
  url: string,
  body?: Readonly<Record<string, unknown>>,
) =>
  request(acme, method, url, {
    ...(body && { body }),
    headers: accessToken === '' ? {} : { authorization: `Bearer ${accessToken}` },
  })

export async function createStream(
  acme: Pick<Acme, 'app'>,
  accessToken: string,
  body: Readonly<Record<string, unknown>> = {},
) {
  const created = await ssf(acme, accessToken, 'POST', '/ssf/streams', body)
  if (created.status !== 201) throw new Error(`No stream: ${created.status} ${created.text}`)
  return created.body as Readonly<Record<string, unknown>> & {
    readonly stream_id: string
    readonly delivery: { readonly endpoint_url: string }
  }
}

export type ReceivedEvent = JWTPayload & {
  readonly jti: string
  readonly sub_id: Readonly<Record<string, unknown>>
  readonly events: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What its signature says, by the keys that are published. */
export async function openedEvent(acme: Pick<Acme, 'app'>, token: string, audience: string) {
  const { body } = await request(acme, 'GET', '/oauth2/jwks')
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(body), {
    ...{ issuer: acme.app.needs.settings.issuer, audience, typ: 'secevent+jwt', algorithms: ['RS256'] },
  })
  return { header: protectedHeader, event: payload as ReceivedEvent }
}

/** Polls a stream once, at once unless it is told to wait. */
export async function poll(
  acme: Pick<Acme, 'app'>,
  { id, accessToken }: Pick<ReceivingApp, 'id' | 'accessToken'>,
  streamId: string,
  body: Readonly<Record<string, unknown>> = {},
) {
  const url = `/ssf/streams/${streamId}/events`
  const answer = await ssf(acme, accessToken, 'POST', url, { returnImmediately: true, ...body })
  if (answer.status !== 200) throw new Error(`Polling answered ${answer.status}: ${answer.text}`)
  const { sets, moreAvailable } = answer.body as { sets: Record<string, string>; moreAvailable?: boolean }
  const events = []
  for (const [jti, token] of Object.entries(sets)) {
    const { event } = await openedEvent(acme, token, id)
    if (event.jti !== jti) throw new Error('An event is under another jti than it has')
    events.push(event)
  }
  return { events, sets, moreAvailable: moreAvailable === true }
}

/** The last words of the one type that an event has. */
export const typeOf = ({ events }: Pick<ReceivedEvent, 'events'>): string =>
  Object.keys(events)
    .map((type) => type.slice(type.lastIndexOf('/') + 1))
    .join(' ')
