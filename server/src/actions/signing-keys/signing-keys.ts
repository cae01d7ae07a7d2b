/**
 * The life of the signing keys. A key is published long before it signs and long after it last signed, so that no
 * verifier ever meets a token it can't check; every step is guarded, so that of several processes exactly one takes it.
 */
import { ACCESS_TOKEN_SECONDS } from '../../domain/access-token.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { isFromAhead, MINUTE_MS, type Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import {
  EVENT_ALGORITHM,
  PUBLICATION_LEAD_MS,
  type SigningAlgorithm,
  type SigningKey,
  type SigningPurpose,
} from '../../domain/signing-key.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'

export type KeyNeeds = Pick<Needs, 'store' | 'keyring' | 'makeSigningKey' | 'now' | 'settings'>

/** Keys that follow each other: one is active and one is next. */
export type KeyLine = { readonly purpose: SigningPurpose; readonly algorithm: SigningAlgorithm }

/** That of access tokens first. For events only while somebody receives them. */
export async function keyLines({
  store,
  settings: { signingAlgorithm },
}: Pick<KeyNeeds, 'store' | 'settings'>): Promise<readonly [KeyLine, ...KeyLine[]]> {
  const tokens: KeyLine = { purpose: 'tokens', algorithm: signingAlgorithm }
  if (signingAlgorithm === EVENT_ALGORITHM) return [tokens]
  const isAnybodyTold = (await store.eventQueue.position()) !== undefined
  return isAnybodyTold ? [tokens, { purpose: 'events', algorithm: EVENT_ALGORITHM }] : [tokens]
}

export const keyOf = (
  keys: readonly SigningKey[],
  { purpose }: Pick<KeyLine, 'purpose'>,
  state: SigningKey['state'],
): SigningKey | undefined => keys.find((key) => key.purpose === purpose && key.state === state)

/** How long a retired key stays published: the longest access token there can be, and some for clocks that differ. */
const RETIRING_MS = (ACCESS_TOKEN_SECONDS.longest + 300) * 1000

/** Takes over what other processes did to the keys. */
export async function refreshKeyring({ store, keyring }: Pick<Needs, 'store' | 'keyring'>): Promise<void> {
  keyring.load(await store.signingKeys.list())
}

/** Makes sure there are an active key and a next one, of the algorithm that is set. For start-up. */
export async function ensureSigningKeys(needs: KeyNeeds): Promise<void> {
  const keys = await needs.store.signingKeys.list()
  const missing: SigningKey[] = []
  for (const line of await keyLines(needs))
    for (const state of ['active', 'next'] as const)
      if (keyOf(keys, line, state) === undefined) missing.push(await newKey(needs, state, line))
  if (missing.length > 0) await insertUnlessOthersDid(needs, missing)
  await refreshKeyring(needs)
}

/**
 * The next key becomes the active one, now.
 * @throws {Refusal} `conflict` when the next key has not been published for long enough, or another process was first
 */
export async function rotateSigningKeys(
  needs: KeyNeeds,
  origin: Origin | null,
  purpose: SigningPurpose = 'tokens',
): Promise<void> {
  const line = (await keyLines(needs)).find((each) => each.purpose === purpose)
  if (line === undefined) return
  const at = needs.now()
  const keys = await needs.store.signingKeys.list()
  const [next, active] = [keyOf(keys, line, 'next'), keyOf(keys, line, 'active')]
  if (next === undefined || active === undefined)
    throw new Refusal('conflict', {
      detail: 'There is no next key yet. The service makes one within a minute; rotate ten minutes later.',
    })
  if (isFromAhead(next.createdAt, at)) {
    throw new Refusal('conflict', {
      detail:
        'The next key was made by a clock that was ahead. The service makes another within a minute; rotate ten minutes later.',
    })
  }
  const readyAt = next.createdAt + PUBLICATION_LEAD_MS
  if (at < readyAt) {
    throw new Refusal('conflict', {
      detail: `The next key was published ${minutes(at - next.createdAt)} ago; services may not know it yet. Rotate in ${minutes(readyAt - at)}.`,
    })
  }
  const following = await newKey(needs, 'next', line)
  await needs.store.change(async (tx) => {
    await step(tx, active, 'retiring', at)
    await step(tx, next, 'active', at)
    await tx.signingKeys.insert(following)
    const target = { type: 'signing_key', id: next.id }
    return {
      result: undefined,
      events: [
        auditEvent(at, origin, 'csp__rotate_signing_key', {
          target,
          details: { retired: active.id, next: following.id },
        }),
      ],
    }
  })
  await refreshKeyring(needs)
}

/**
 * What time asks for: rotation by age or by a changed setting, and removing keys whose last token has expired. What a
 * clock that was ahead has written is not believed: such a key is as good as new when it is next, as old when it signs.
 */
export async function maintainSigningKeys(needs: KeyNeeds): Promise<void> {
  const { store, now } = needs
  const at = now()
  const keys = await store.signingKeys.list()
  for (const key of keys) {
    if (key.state === 'retiring' && key.retiredAt !== null && isFromAhead(key.retiredAt, at)) {
      // It retires from now on: when it really did nobody knows, and what it signed may still be in use.
      await store.change(async (tx) => {
        await tx.signingKeys.setState(key.id, 'retiring', 'retiring', at)
        return { result: undefined, events: [] }
      })
      continue
    }
    const isDone = key.state === 'retiring' && key.retiredAt !== null && at - key.retiredAt > RETIRING_MS
    if (isDone)
      await store.change(async (tx) => {
        const isOurs = await tx.signingKeys.setState(key.id, 'retiring', 'removed', at)
        return { result: undefined, events: isOurs ? [keyEvent(at, 'csp__remove_signing_key', key)] : [] }
      })
  }
  await retireNeedless(needs, keys)
  for (const line of await keyLines(needs)) await maintainLine(needs, keys, line)
  await refreshKeyring(needs)
}

async function maintainLine(needs: KeyNeeds, keys: readonly SigningKey[], line: KeyLine): Promise<void> {
  const at = needs.now()
  const [active, next] = [keyOf(keys, line, 'active'), keyOf(keys, line, 'next')]
  if (active === undefined || next === undefined) return ensureSigningKeys(needs)
  if (next.algorithm !== line.algorithm || isFromAhead(next.createdAt, at))
    return replaceNext(needs, next, line)
  const activeSince = active.activatedAt ?? active.createdAt
  const isOld = at - activeSince >= needs.settings.keyRotationMs || isFromAhead(activeSince, at)
  const isOther = active.algorithm !== line.algorithm
  if ((isOld || isOther) && at - next.createdAt >= PUBLICATION_LEAD_MS)
    await rotateSigningKeys(needs, null, line.purpose)
}

/** Keys of their own that events need no more, since the one of access tokens signs as every receiver can check. */
async function retireNeedless(needs: KeyNeeds, keys: readonly SigningKey[]): Promise<void> {
  const { store, now } = needs
  const lines = await keyLines(needs)
  // Until access tokens are signed anew those of events go on.
  const isComing =
    lines[0].algorithm === EVENT_ALGORITHM && keyOf(keys, lines[0], 'active')?.algorithm !== EVENT_ALGORITHM
  if (lines.length > 1 || isComing) return
  const at = now()
  for (const state of ['active', 'next'] as const) {
    const key = keyOf(keys, { purpose: 'events' }, state)
    if (key === undefined) continue
    await store.change(async (tx) => {
      const to = state === 'active' ? 'retiring' : 'removed'
      const isOurs = await tx.signingKeys.setState(key.id, state, to, at)
      return { result: undefined, events: isOurs ? [keyEvent(at, 'csp__remove_signing_key', key)] : [] }
    })
  }
}

/** Its algorithm or its age is wrong: a next key that never signed can go at once. */
async function replaceNext(needs: KeyNeeds, next: SigningKey, line: KeyLine): Promise<void> {
  const replacement = await newKey(needs, 'next', line)
  const at = needs.now()
  await needs.store.change(async (tx) => {
    await step(tx, next, 'removed', at)
    await tx.signingKeys.insert(replacement)
    const events = [
      keyEvent(at, 'csp__remove_signing_key', next),
      keyEvent(at, 'csp__make_signing_key', replacement),
    ]
    return { result: undefined, events }
  })
}

export async function step(
  tx: Changes,
  key: SigningKey,
  to: SigningKey['state'],
  at: Instant,
): Promise<void> {
  if (await tx.signingKeys.setState(key.id, key.state, to, at)) return
  throw new Refusal('conflict', {
    detail: 'Another process rotated the keys at the same moment. Nothing more is to be done.',
  })
}

async function insertUnlessOthersDid({ store, now }: KeyNeeds, keys: readonly SigningKey[]): Promise<void> {
  try {
    await store.change(async (tx) => {
      for (const key of keys) await tx.signingKeys.insert(key)
      return { result: undefined, events: keys.map((key) => keyEvent(now(), 'csp__make_signing_key', key)) }
    })
  } catch (error) {
    // There is at most one active and one next key in a database: another process made them first.
    if (!(error instanceof Refusal && error.code === 'conflict')) throw error
  }
}

export const newKey = (
  { makeSigningKey, now }: KeyNeeds,
  state: SigningKey['state'],
  { algorithm, purpose }: KeyLine,
): Promise<SigningKey> => makeSigningKey(algorithm, state, now(), purpose)

const keyEvent = (
  at: Instant,
  name: 'csp__make_signing_key' | 'csp__remove_signing_key',
  { id, algorithm, state }: SigningKey,
) => auditEvent(at, null, name, { target: { type: 'signing_key', id }, details: { algorithm, state } })

const minutes = (ms: number): string => `${Math.max(1, Math.ceil(ms / MINUTE_MS))} min`
