/**
 * The status lists, signed: whether the credentials that access tokens came from still work. Read anew from the database
 * when something was taken away since, and otherwise now and then; whoever asks meanwhile waits for the same reading.
 */
import { constants, deflate } from 'node:zlib'
import { promisify } from 'node:util'
import { toNumericDate, type Instant } from '../../domain/instant.ts'
import {
  OAUTH_LISTS_FROM,
  STATUS_LIST_SECONDS,
  statusBits,
  statusListUri,
  TOLD_FOR_MS,
  type StatusListClaims,
} from '../../domain/status-list.ts'
import { createBoundedTable } from '../../crypto/bounded-table.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Store } from '../../store/store.ts'

const deflated = promisify(deflate)
/** Bits have runs and no words: looking for words costs a hundred times as much, and finds nothing. */
const FOR_RUNS = { level: 9, strategy: constants.Z_RLE }

/** What came back since stays ended for so long at most; what ended is there at once. */
const READ_AGAIN_MS = 30_000
/** The database is asked so often at most whether anything was taken away, unless this process did it. */
const ASK_AGAIN_MS = 200

type Reading = {
  readonly asOf: number
  readonly at: Instant
  readonly ended: ReadonlyMap<number, readonly number[]>
}
export type SignedStatusList = { readonly token: string; readonly tag: string }
type Kept = SignedStatusList & {
  readonly of: Reading
  readonly bits: Uint8Array
  readonly claims: StatusListClaims
  readonly kid: string
}

/** Lists that are kept signed: half a million credentials each, with their bits. */
const KEPT_LISTS = 64

type StatusListNeeds = {
  readonly store: Pick<Store, 'revocation' | 'whenLost'>
  readonly keyring: Pick<Keyring, 'publicKeys' | 'sign'>
  readonly now: () => Instant
  readonly issuer: string
}

export type StatusLists = {
  /** Undefined when no credential has a place in it. */
  signed(list: number): Promise<SignedStatusList | undefined>
}

export function createStatusLists({ store, keyring, now, issuer }: StatusListNeeds): StatusLists {
  let newest = { apiTokens: 0, oauth: 0 }
  let reading: Reading | undefined
  let asked: { readonly at: Instant; readonly reading: Promise<Reading> } | undefined
  const kept = createBoundedTable<Kept>({ most: KEPT_LISTS })
  store.whenLost(() => (asked = undefined))

  async function read(): Promise<Reading> {
    const at = now()
    // Before: what is committed while the rows are read may be in them or not, and is read then.
    const asOf = await store.revocation.position()
    const isFresh = reading?.asOf === asOf && at - reading.at < READ_AGAIN_MS && at >= reading.at
    if (reading !== undefined && isFresh) return reading
    const ended = new Map<number, number[]>()
    for await (const part of store.revocation.endedSince(at - TOLD_FOR_MS))
      for (const { list, index } of part) {
        const known = ended.get(list)
        if (known) known.push(index)
        else ended.set(list, [index])
      }
    // Of two that read at once, the one that began later knows more.
    if (reading === undefined || reading.asOf <= asOf) reading = { asOf, at, ended }
    return reading
  }

  function current(): Promise<Reading> {
    const at = now()
    if (asked && at - asked.at < ASK_AGAIN_MS && at >= asked.at) return asked.reading
    const begun = { at, reading: read() }
    asked = begun
    begun.reading.catch(() => {
      if (asked === begun) asked = undefined
    })
    return begun.reading
  }

  async function exists(list: number): Promise<boolean> {
    const [kind, first] =
      list < OAUTH_LISTS_FROM ? (['apiTokens', 1] as const) : (['oauth', OAUTH_LISTS_FROM] as const)
    if (list > newest[kind]) newest = await store.revocation.newestLists()
    return list >= first && list <= newest[kind]
  }

  /** Only what is not as it was is encoded, on the thread pool. */
  async function encoded(
    bits: Uint8Array,
    before: Pick<Kept, 'bits' | 'claims'> | undefined,
  ): Promise<string> {
    if (before && Buffer.compare(before.bits, bits) === 0) return before.claims.status_list.lst
    const bytes = await deflated(bits, FOR_RUNS)
    return bytes.toString('base64url')
  }

  return {
    async signed(list) {
      if (!(await exists(list))) return undefined
      const of = await current()
      const before = kept.get(String(list))
      const iat = toNumericDate(now())
      const kid = keyring.publicKeys()[0]?.kid ?? ''
      if (before?.of === of && before.kid === kid && isYoung(before.claims, iat)) return before
      const bits = before?.of === of ? before.bits : statusBits(of.ended.get(list) ?? [])
      const lst = await encoded(bits, before)
      const isSame = before?.claims.status_list.lst === lst && before.claims.as_of === of.asOf
      if (before && isSame && before.kid === kid && isYoung(before.claims, iat)) {
        kept.set(String(list), { ...before, of })
        return before
      }
      const claims: StatusListClaims = {
        iss: issuer,
        sub: statusListUri(issuer, list),
        iat,
        exp: iat + STATUS_LIST_SECONDS.life,
        ttl: STATUS_LIST_SECONDS.fresh,
        as_of: of.asOf,
        status_list: { bits: 1, lst },
      }
      const token = await keyring.sign('statuslist+jwt', claims)
      const made = { token, tag: `"${kid.slice(0, 8)}-${of.asOf}-${iat}"`, of, bits, kid, claims }
      kept.set(String(list), made)
      return made
    },
  }
}

const isYoung = ({ iat }: StatusListClaims, nowSeconds: number): boolean =>
  nowSeconds >= iat && nowSeconds - iat < STATUS_LIST_SECONDS.life / 2
