/**
 * Signs our tokens and checks them again when they come back to us. Signing is asynchronous, so that it uses every
 * core; checking never asks a token how it wants to be checked.
 */
import { createPublicKey, sign as cryptoSign, verify as cryptoVerify, type KeyObject } from 'node:crypto'
import {
  isAccessToken,
  type AccessTokenClaims,
  type AccessTokenType,
  type idTokenClaims,
} from '../domain/access-token.ts'
import type { Instant } from '../domain/instant.ts'
import type { SecurityEventClaims } from '../domain/event-streams/security-event.ts'
import type { idTokenOfApp } from '../domain/oauth/id-token.ts'
import type { RevocationsClaims } from '../domain/revocation-entry.ts'
import type { StatusListClaims } from '../domain/status-list.ts'
import {
  EVENT_ALGORITHM,
  type SigningAlgorithm,
  type SigningKey,
  type SigningPurpose,
} from '../domain/signing-key.ts'
import type { Sealing } from './sealing.ts'
import { openSigningKey, publicJwkOf } from './signing-keys.ts'

/**
 * Each kind of token by the `typ` it has of old, and what it carries; one kind is never taken for the other, also where
 * access tokens are written with the `typ` of an ID token.
 */
type ClaimsOf = {
  /** Access tokens (RFC 9068). */
  'at+jwt': AccessTokenClaims
  /** ID tokens (OpenID Connect). */
  JWT: ReturnType<typeof idTokenClaims> | ReturnType<typeof idTokenOfApp>
  /** Status lists (Token Status List, section 5.1). Never taken back. */
  'statuslist+jwt': StatusListClaims
  /** Entries of the feed. Never taken back. */
  'revocations+jwt': RevocationsClaims
  /** Security events (RFC 8417). Never taken back. */
  'secevent+jwt': SecurityEventClaims
}

export type JwtType = keyof ClaimsOf

/** What people send to us again. */
type TakenType = 'at+jwt' | 'JWT'
const TAKEN_TYPES: readonly TakenType[] = ['at+jwt', 'JWT']

export type PublicKey = {
  readonly kid: string
  readonly alg: SigningAlgorithm
  readonly jwk: Readonly<Record<string, string>>
  readonly pem: string
}

type HeldKey = {
  readonly document: PublicKey
  readonly publicKey: KeyObject
  readonly purpose: SigningPurpose
  /** Only while the key is the active one. */
  readonly privateKey: KeyObject | undefined
  /** The first part of every token of a type, base64url. */
  readonly headers: Readonly<Record<JwtType, string>>
}

export type Keyring = ReturnType<typeof createKeyring>

const DIGEST: Record<SigningAlgorithm, string | null> = { RS256: 'sha256', ES256: 'sha256', Ed25519: null }

/** The order of the key document: clients that read only one key read the first. */
const PUBLISHED_STATES = ['active', 'next', 'retiring']
const PURPOSES: readonly SigningPurpose[] = ['tokens', 'events']

/** The processes of one installation may differ by this much in what time it is. */
const CLOCK_TOLERANCE_SECONDS = 5

type KeyringNeeds = {
  readonly sealing: Sealing
  readonly issuer: string
  readonly now: () => Instant
  /** The `typ` that access tokens are written with. */
  readonly accessTokenType?: AccessTokenType
}

export function createKeyring(needs: KeyringNeeds) {
  let held = new Map<string, HeldKey>()
  let active: HeldKey | undefined
  let activeForEvents: HeldKey | undefined
  let keyOfHeader = new Map<string, HeldKey>()

  return {
    /**
     * Replaces what the keyring holds. Every key is opened once, the public half too comes out of the seal: a row that
     * was slipped into the database is not published. When one does not open this throws, and nothing has changed.
     */
    load(keys: readonly SigningKey[]): void {
      const loaded = new Map<string, HeldKey>()
      for (const purpose of PURPOSES) {
        for (const key of PUBLISHED_STATES.flatMap((state) => keys.filter((each) => each.state === state))) {
          if (key.purpose !== purpose) continue
          const known = held.get(key.id)
          const isActive = key.state === 'active'
          const opened = known && (known.privateKey || !isActive) ? known : open(needs.sealing, key)
          loaded.set(key.id, { ...opened, privateKey: isActive ? opened.privateKey : undefined })
        }
      }
      held = loaded
      const signing = [...loaded.values()].filter((key) => key.privateKey)
      active = signing.find(({ purpose }) => purpose === 'tokens')
      activeForEvents = signing.find(({ document }) => document.alg === EVENT_ALGORITHM)
      keyOfHeader = new Map(
        [...loaded.values()]
          // Nothing that comes back to us is ever signed with the others.
          .filter(({ purpose }) => purpose === 'tokens')
          .flatMap((key) => TAKEN_TYPES.map((type) => [key.headers[type], key] as const)),
      )
    },

    /** Active first, then next, then retiring; those for events last. Empty until keys are loaded. */
    publicKeys: (): PublicKey[] => [...held.values()].map(({ document }) => document),

    /** Whether there is a key that every receiver of events can check. */
    signsEvents: (): boolean => activeForEvents !== undefined,

    async sign<Type extends JwtType>(type: Type, claims: ClaimsOf[Type]): Promise<string> {
      const key = type === 'secevent+jwt' ? activeForEvents : active
      if (!key?.privateKey) {
        throw new Error(
          'There is no active signing key: load the keys, and make one in an empty installation.',
        )
      }
      const written = type === 'at+jwt' ? (needs.accessTokenType ?? type) : type
      const signed = `${key.headers[written]}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
      const signature = await signatureOf(key.document.alg, signed, key.privateKey)
      return `${signed}.${signature.toString('base64url')}`
    },

    /** The claims of a token of ours that is in force, undefined for everything else. `evenEnded`: what it once said. */
    async verify<Type extends TakenType>(
      type: Type,
      token: string,
      { evenEnded = false } = {},
    ): Promise<ClaimsOf[Type] | undefined> {
      const [header = '', payload = '', signature = '', ...more] = token.split('.', 4)
      // Our headers are few and known to the byte, so there is nothing to parse: what is not one of them, of this type,
      // is not ours. Algorithm and key follow from it. A changed layout must go on accepting the old one for a while.
      const key = keyOfHeader.get(header)
      if (key === undefined || more.length > 0) return undefined
      const written: TakenType = key.headers['at+jwt'] === header ? 'at+jwt' : 'JWT'
      if (type === 'JWT' && written !== type) return undefined
      const signatureBytes = Buffer.from(signature, 'base64url')
      if (signatureBytes.toString('base64url') !== signature) return undefined
      if (!(await isSignedBy(key, `${header}.${payload}`, signatureBytes))) return undefined
      // Only `sign` can have made it, with claims of one kind. Which, its header says, or else the claims: access tokens
      // are taken under either header, so that those on their way survive a change of the setting.
      const claims: ClaimsOf[Type] = JSON.parse(Buffer.from(payload, 'base64url').toString())
      if (written === 'JWT' && isAccessToken(claims) !== (type === 'at+jwt')) return undefined
      const seconds = needs.now() / 1000
      return isInForce(claims, needs.issuer, evenEnded ? Math.min(seconds, claims.exp - 1) : seconds)
        ? claims
        : undefined
    },
  }
}

function open(sealing: Sealing, key: SigningKey): HeldKey {
  const privateKey = openSigningKey(sealing, key)
  const publicKey = createPublicKey(privateKey)
  const headerOf = (typ: JwtType): string =>
    Buffer.from(JSON.stringify({ alg: key.algorithm, kid: key.id, typ })).toString('base64url')
  return {
    document: {
      kid: key.id,
      alg: key.algorithm,
      jwk: publicJwkOf(publicKey, key),
      pem: publicKey.export({ format: 'pem', type: 'spki' }),
    },
    publicKey,
    purpose: key.purpose,
    privateKey,
    headers: {
      'at+jwt': headerOf('at+jwt'),
      JWT: headerOf('JWT'),
      'statuslist+jwt': headerOf('statuslist+jwt'),
      'revocations+jwt': headerOf('revocations+jwt'),
      'secevent+jwt': headerOf('secevent+jwt'),
    },
  }
}

// The callback form runs on the thread pool; RFC 7518, section 3.4, wants ECDSA signatures as two plain numbers.
const signatureOf = (alg: SigningAlgorithm, signed: string, key: KeyObject): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const done = (error: Error | null, signature: Buffer): void =>
      error ? reject(error) : resolve(signature)
    cryptoSign(DIGEST[alg], Buffer.from(signed, 'latin1'), { key, dsaEncoding: 'ieee-p1363' }, done)
  })

const isSignedBy = ({ document, publicKey }: HeldKey, signed: string, signature: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    const done = (error: Error | null, isValid: boolean): void => resolve(!error && isValid)
    cryptoVerify(DIGEST[document.alg], Buffer.from(signed), key, signature, done)
  })

// The issuer, because a copy of an installation (a rehearsal, a restored backup) has the same keys and another address.
function isInForce(claims: Record<string, unknown>, issuer: string, nowSeconds: number): boolean {
  const { iss, exp, iat, nbf = iat } = claims
  if (iss !== issuer || typeof exp !== 'number' || typeof iat !== 'number' || typeof nbf !== 'number')
    return false
  return exp > nowSeconds && Math.max(iat, nbf) <= nowSeconds + CLOCK_TOLERANCE_SECONDS
}
