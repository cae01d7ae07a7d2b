/**
 * Taking signing keys back before their time: what was signed with them is refused from then on, by us at once and by
 * services when they next fetch the keys. The active key is never taken without another that signs in its place.
 */
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import type { Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { SigningKey } from '../../domain/signing-key.ts'
import { auditEvent } from '../audit.ts'
import { keyLines, keyOf, newKey, refreshKeyring, step, type KeyNeeds } from './signing-keys.ts'

/** The next key signs at once, however new it is, and every key that has signed is removed at once. */
export async function replaceSigningKeysAtOnce(needs: KeyNeeds, origin: Origin): Promise<void> {
  const keys = await needs.store.signingKeys.list()
  const lines = await keyLines(needs)
  const nexts = lines.map((line) => keyOf(keys, line, 'next')).filter((key) => key !== undefined)
  const [next] = nexts
  if (next === undefined || nexts.length < lines.length)
    throw new Refusal('conflict', {
      detail: 'There is no next key yet. Start the service: it makes one within a minute.',
    })
  const used = keys.filter((key) => !nexts.includes(key))
  const following = await Promise.all(lines.map((line) => newKey(needs, 'next', line)))
  const at = needs.now()
  await needs.store.change(async (tx) => {
    for (const key of used) await step(tx, key, 'removed', at)
    for (const key of nexts) await step(tx, key, 'active', at)
    for (const key of following) await tx.signingKeys.insert(key)
    const details = { emergency: true, removed: used.map(({ id }) => id), next: following[0]!.id }
    return {
      result: undefined,
      events: [auditEvent(at, origin, 'csp__rotate_signing_key', { target: targetOf(next), details })],
    }
  })
  await refreshKeyring(needs)
}

/** Removes one key that does not sign: one that did, or, for a new one in its place, one that was yet to. */
export async function revokeSigningKey(needs: KeyNeeds, origin: Origin, id: string): Promise<void> {
  const key = (await needs.store.signingKeys.list()).find((each) => each.id === id)
  if (key === undefined)
    throw new Refusal('not_found', {
      detail: `There is no signing key ${id}. "countersign keys list" shows those there are.`,
    })
  if (key.state === 'active') {
    throw new Refusal('conflict', {
      detail: 'This key signs the access tokens of now. Replace it by an emergency rotation.',
    })
  }
  const line = (await keyLines(needs)).find(({ purpose }) => purpose === key.purpose)
  const replacement = key.state === 'next' && line !== undefined ? [await newKey(needs, 'next', line)] : []
  const at = needs.now()
  await needs.store.change(async (tx) => {
    await step(tx, key, 'removed', at)
    for (const each of replacement) await tx.signingKeys.insert(each)
    return {
      result: undefined,
      events: [revoked(at, origin, key), ...replacement.map((each) => made(at, origin, each))],
    }
  })
  await refreshKeyring(needs)
}

const targetOf = ({ id }: SigningKey) => ({ type: 'signing_key', id })

const revoked = (at: Instant, origin: Origin, key: SigningKey): AuditEvent =>
  auditEvent(at, origin, 'csp__remove_signing_key', {
    target: targetOf(key),
    details: { algorithm: key.algorithm, state: key.state, revoked: true },
  })

const made = (at: Instant, origin: Origin, key: SigningKey): AuditEvent =>
  auditEvent(at, origin, 'csp__make_signing_key', {
    target: targetOf(key),
    details: { algorithm: key.algorithm, state: key.state },
  })
