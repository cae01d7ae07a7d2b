/** Codes of devices that wait for their people; each is decided, and used, by one guarded update. */
import type { Instant } from '../../domain/instant.ts'
import type { DeviceCode } from '../../domain/oauth/device-code.ts'
import type { Hashed } from './oauth-grants-store.ts'

export type DeviceCodeReads = {
  find(id: string): Promise<Hashed<DeviceCode> | undefined>
  findByUserCode(userCodeHash: string): Promise<DeviceCode | undefined>
  /** Neither decided nor ended: of an app, and of all that were asked for from a network. */
  countWaiting(
    asked: Pick<DeviceCode, 'appId' | 'network'>,
    now: Instant,
  ): Promise<{ readonly ofApp: number; readonly ofNetwork: number }>
}

export type PolledDevice = { readonly at: Instant; readonly intervalSeconds: number }

export type DeviceCodeChanges = DeviceCodeReads & {
  /** False when there is one with the same user code. */
  insert(code: Hashed<DeviceCode>): Promise<boolean>
  /** Notes when the device asked, and how long it waits from now on. False when it asked once more since it was read. */
  poll(read: Pick<DeviceCode, 'id' | 'polledAt'>, asked: PolledDevice): Promise<boolean>
  /** True for the one of all that decide it, while it lasts. */
  allow(id: string, grantId: string, at: Instant): Promise<boolean>
  /** True for the one of all that decide it, while it lasts. */
  deny(id: string, at: Instant): Promise<boolean>
  /** True for the one of all that use it. */
  use(id: string, at: Instant): Promise<boolean>
  /** Ended by then, oldest first. */
  purge(before: Instant, limit: number): Promise<number>
}
