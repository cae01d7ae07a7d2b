/**
 * Codes for letting an app in from another device (RFC 8628): made for a device, found by what its person enters, and decided
 * once. How many may wait is bounded, since whoever knows the id of a public app may ask for them.
 */
import { randomLetters } from '../../crypto/random.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { isExpired } from '../../domain/instant.ts'
import {
  DEVICE_CODE_MS,
  FIRST_INTERVAL_SECONDS,
  shownUserCode,
  USER_CODE_LENGTH,
  USER_CODE_LETTERS,
  type DeviceCode,
} from '../../domain/oauth/device-code.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Wanted } from '../../domain/oauth/wanted.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { allowApp } from './allow-app.ts'
import type { AuthenticatedClient } from './authenticate-client.ts'

type DeviceNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now'>

/** That one app may have waiting at once, and all that prove nothing from one network. */
const MOST_WAITING = { secret: 5000, private_key_jwt: 5000, none: 3000 } as const
const MOST_OF_NETWORK = 300

/** Two that are alike are drawn once in millions of times. */
const DRAWS = 5

export type MadeDeviceCode = { readonly deviceCode: string; readonly userCode: string }

/** Neither is kept, nor seen anywhere else. @throws {Refusal} `client_unauthorized`, or `too_many_attempts` */
export async function makeDeviceCode(
  { store, keyedHash, now }: DeviceNeeds,
  { app, credentialId }: Pick<AuthenticatedClient, 'app' | 'credentialId'>,
  { network, ...wanted }: Wanted & Pick<DeviceCode, 'network'>,
): Promise<MadeDeviceCode> {
  refuseWithoutDeviceFlow(app)
  const { id, value } = makeTokenString('d')
  const deviceCode = value.reveal()
  const at = now()
  const userCode = await store.change(async (tx) => {
    const waiting = await tx.deviceCodes.countWaiting({ appId: app.id, network }, at)
    if (waiting.ofApp >= MOST_WAITING[app.authentication])
      throw new Refusal('too_many_attempts', { retryAfterSeconds: 60, detail: TOO_MANY_OF_APP })
    if (credentialId === null && waiting.ofNetwork >= MOST_OF_NETWORK)
      throw new Refusal('too_many_attempts', { retryAfterSeconds: 60, detail: TOO_MANY_OF_NETWORK })
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const letters = randomLetters(USER_CODE_LETTERS, USER_CODE_LENGTH)
      const isFree = await tx.deviceCodes.insert({
        ...wanted,
        ...{ id, hash: keyedHash.hashOf('oauth-device-code', deviceCode), network, appId: app.id },
        userCodeHash: hashOfUserCode(keyedHash, letters),
        ...{ createdAt: at, expiresAt: at + DEVICE_CODE_MS, intervalSeconds: FIRST_INTERVAL_SECONDS },
        ...{ polledAt: null, deniedAt: null, grantId: null, usedAt: null },
      })
      if (isFree) return { result: letters, events: [] }
    }
    throw new Refusal('store_unavailable', { cause: 'every user code that was drawn is taken' })
  })
  return { deviceCode, userCode: shownUserCode(userCode) }
}

/** @throws {Refusal} `client_unauthorized` */
export function refuseWithoutDeviceFlow(app: OAuthApp): void {
  if (app.kind !== 'machine' && app.hasDeviceFlow) return
  throw new Refusal('client_unauthorized', { detail: app.kind === 'machine' ? NO_PERSON : SWITCHED_OFF })
}

const hashOfUserCode = (keyedHash: DeviceNeeds['keyedHash'], letters: string): string =>
  Buffer.from(keyedHash.hashOf('oauth-user-code', letters)).toString('base64url')

/** What waits for whoever enters the code. Undefined for one that is unknown, has ended, was decided, or is of an app that may not. */
export async function findWaiting(
  { store, keyedHash, now }: DeviceNeeds,
  letters: string,
): Promise<{ readonly app: OAuthApp; readonly code: DeviceCode } | undefined> {
  const code = await store.deviceCodes.findByUserCode(hashOfUserCode(keyedHash, letters))
  if (code === undefined || isExpired(code, now())) return undefined
  if (code.grantId !== null || code.deniedAt !== null) return undefined
  const app = (await store.oauthApps.findClient(code.appId))?.app
  const mayAsk = app !== undefined && app.deactivatedAt === null && app.hasDeviceFlow
  return mayAsk ? { app, code } : undefined
}

/** False when it has been decided, or has ended. */
export function allowDevice(
  { store, now }: DeviceNeeds,
  signedIn: SignedIn,
  { app, code, organizationId }: { app: OAuthApp; code: DeviceCode; organizationId: string },
): Promise<boolean> {
  const at = now()
  const { scope, resources, dpopThumbprint } = code
  return decided(store, async (tx) => {
    const { grant, event } = await allowApp(
      tx,
      signedIn,
      {
        ...{ app, organizationId, scope, resources, dpopThumbprint, redeemedBy: code.expiresAt },
        details: { onDevice: true, network: code.network },
      },
      at,
    )
    return { isFirst: await tx.deviceCodes.allow(code.id, grant.id, at), events: [event] }
  })
}

/** False when it has been decided, or has ended. */
export function denyDevice(
  { store, now }: DeviceNeeds,
  signedIn: SignedIn,
  { code, organizationId }: { code: DeviceCode; organizationId: string | null },
): Promise<boolean> {
  const at = now()
  return decided(store, async (tx) => {
    const event = auditEvent(at, signedIn, 'csp__refuse_oauth_device', {
      ...(organizationId !== null && { organizationId }),
      target: { type: 'oauth_app', id: code.appId },
      details: { network: code.network },
    })
    const events = organizationId === null ? await inEachOrganization(tx, [event]) : [event]
    return { isFirst: await tx.deviceCodes.deny(code.id, at), events }
  })
}

type Decision = { readonly isFirst: boolean; readonly events: Parameters<typeof inEachOrganization>[1] }

/** Of all that decide at once one is written, with all that comes of it, and nothing of the others. */
async function decided(store: Needs['store'], decide: (tx: Changes) => Promise<Decision>): Promise<boolean> {
  try {
    return await store.change(async (tx) => {
      const { isFirst, events } = await decide(tx)
      if (!isFirst) throw new Refusal('conflict', { cause: 'it was decided, or has ended' })
      return { result: true, events }
    })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'conflict') return false
    throw error
  }
}

const NO_PERSON = 'Nobody signs in to a machine. Use client credentials.'
const SWITCHED_OFF =
  'Signing in on another device is off for this OAuth app. Switch it on on its page in the console.'
const TOO_MANY_OF_APP = 'Too many devices of this OAuth app wait for their people. Try again in a minute.'
const TOO_MANY_OF_NETWORK = 'Too many devices of this network wait for their people. Try again in a minute.'
