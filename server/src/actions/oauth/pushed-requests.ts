/**
 * Requests that apps send ahead (RFC 9126): kept for a minute under a name that only the app is told, and taken once, by
 * a person of that app. How many may wait is bounded, since whoever knows the id of a public app may push for it.
 */
import { makeTokenString, parseTokenString } from '../../crypto/token-string.ts'
import { isExpired, MINUTE_MS } from '../../domain/instant.ts'
import { onlyOne, type Parameters } from '../../domain/oauth/authorization-request.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { REQUEST_URI_PREFIX, type PushedRequest } from '../../domain/oauth/pushed-request.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Needs } from '../needs.ts'
import { keptIdOf } from './find-client.ts'

export const PUSHED_MS = MINUTE_MS

/** That one app may have waiting at once. */
const MOST_WAITING = { secret: 5000, private_key_jwt: 5000, none: 1000 } as const

type PushNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now'>

/** @throws {Refusal} `too_many_attempts` while too many of the app wait */
export async function pushRequest(
  { store, keyedHash, now }: PushNeeds,
  app: OAuthApp,
  parameters: PushedRequest['parameters'],
): Promise<string> {
  const { id, value } = makeTokenString('p')
  const at = now()
  await store.change(async (tx) => {
    if ((await tx.pushedRequests.countWaiting(app.id, at)) >= MOST_WAITING[app.authentication])
      throw new Refusal('too_many_attempts', { retryAfterSeconds: PUSHED_MS / 1000, detail: TOO_MANY })
    await tx.pushedRequests.insert({
      ...{ id, hash: keyedHash.hashOf('oauth-pushed-request', value.reveal()), appId: app.id, parameters },
      ...{ createdAt: at, expiresAt: at + PUSHED_MS, usedAt: null },
    })
    return { result: undefined, events: [] }
  })
  return `${REQUEST_URI_PREFIX}${value.reveal()}`
}

/** What was pushed; undefined for what is unknown, has ended, is another app's, or was taken before. */
export async function takePushedRequest(
  { store, keyedHash, now }: PushNeeds,
  named: Parameters,
): Promise<PushedRequest['parameters'] | undefined> {
  const presented = onlyOne(named, 'request_uri')?.slice(REQUEST_URI_PREFIX.length) ?? ''
  const id = parseTokenString(presented, 'p')?.id
  const pushed = id === undefined ? undefined : await store.pushedRequests.find(id)
  if (pushed === undefined) keyedHash.burn('oauth-pushed-request', presented)
  if (pushed === undefined || !keyedHash.matches('oauth-pushed-request', presented, pushed.hash))
    return undefined
  const at = now()
  if (pushed.appId !== keptIdOf(onlyOne(named, 'client_id') ?? '') || isExpired(pushed, at)) return undefined
  const isFirst = await store.change(async (tx) => ({
    result: await tx.pushedRequests.use(pushed.id, at),
    events: [],
  }))
  return isFirst ? pushed.parameters : undefined
}

const TOO_MANY = 'Too many requests of this OAuth app wait for their people. Try again in a minute.'
