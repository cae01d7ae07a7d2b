/**
 * A device asks whether its person has decided (RFC 8628, sections 3.4 and 3.5), and gets tokens once: by the app that the
 * code was made for. Who asks too soon waits longer for good, but what was allowed is given at any moment.
 */
import { parseTokenString } from '../../crypto/token-string.ts'
import { isExpired, type Instant } from '../../domain/instant.ts'
import {
  isTooSoon,
  LONGEST_INTERVAL_SECONDS,
  SLOWER_BY_SECONDS,
  type DeviceCode,
} from '../../domain/oauth/device-code.ts'
import { refusedGrant } from '../../domain/oauth/refused-grant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import { refuseWithoutDeviceFlow } from './device-codes.ts'
import { handOver } from './hand-over.ts'
import type { Grant } from './issued-tokens.ts'
import { refuseReused, refuseUnlessInForce } from './issue-to-person.ts'

export const redeemDeviceCode: Grant = async (needs, request) => {
  const { store, keyedHash } = needs
  const { app } = request.client
  refuseWithoutDeviceFlow(app)
  const presented = request.parameters.get('device_code')
  if (presented === undefined) throw new Refusal('request_invalid', { detail: 'Send device_code.' })
  const id = parseTokenString(presented, 'd')?.id
  const code = id === undefined ? undefined : await store.deviceCodes.find(id)
  if (code === undefined) keyedHash.burn('oauth-device-code', presented)
  if (code === undefined || !keyedHash.matches('oauth-device-code', presented, code.hash))
    throw refusedGrant('code_unknown')
  // Nothing of it is told to another app, nor changed by it.
  if (code.appId !== app.id) throw refusedGrant('of_another_app')
  const now = needs.now()
  const found = code.grantId === null ? undefined : await store.oauthGrants.find(code.grantId)
  if (code.usedAt !== null && found !== undefined)
    return refuseReused(needs, found, 'code_reused', request.origin)
  if (code.deniedAt !== null) throw new Refusal('device_denied')
  if (isExpired(code, now)) throw new Refusal('device_code_expired')
  if (code.grantId === null) throw await asked(needs, code, now)
  const facts = refuseUnlessInForce(found, app, now)
  const use = (tx: Changes): Promise<boolean> => tx.deviceCodes.use(code.id, now)
  return handOver(needs, request, { facts, nonce: null, now, use })
}

/** What is answered while nobody has decided. A device that never waits causes no more writes than it waits for. */
async function asked({ store }: Pick<Needs, 'store'>, code: DeviceCode, now: Instant): Promise<Refusal> {
  const isSoon = isTooSoon(code, now)
  if (isSoon && code.intervalSeconds >= LONGEST_INTERVAL_SECONDS) return new Refusal('slow_down')
  const intervalSeconds = code.intervalSeconds + (isSoon ? SLOWER_BY_SECONDS : 0)
  const isAlone = await store.change(async (tx) => ({
    result: await tx.deviceCodes.poll(code, { at: now, intervalSeconds }),
    events: [],
  }))
  return new Refusal(isSoon || !isAlone ? 'slow_down' : 'authorization_pending')
}
