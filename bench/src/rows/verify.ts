/** Rows 9 and 10: how fast a service checks an access token, at first sight and seen before, in this process on one core. */
import { createVerifier, VerifyError } from '@countersign/verify'
import { JwtVerifier } from 'aws-jwt-verify'
import { createVerifier as createFastJwtVerifier } from 'fast-jwt'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { AUDIENCE, issue, ISSUER, type Issued } from '../issuer.ts'
import { progress } from '../progress.ts'
import { behind, figure, ratios } from '../result.ts'
import type { Row } from '../row.ts'
import { median } from '../statistics.ts'

type Check = (token: string) => unknown

const TOKENS = 4000
const SEEN = 1000
const ENOUGH_PER_SECOND = 500_000

/** Each new in every round, with its keys loaded, and told to check the same: signature, issuer, audience and times. */
const verifiers: Readonly<Record<string, (issued: Issued) => Promise<Check>>> = {
  ours: async (issued) => {
    const verifier = ourVerifier(issued)
    return (token) => verifier.verify(token)
  },
  jose: async ({ jwks }) => {
    const keys = createLocalJWKSet({ keys: [...jwks.keys] })
    return (token) =>
      jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt', algorithms: ['RS256'] })
  },
  'fast-jwt': async ({ publicPem }) =>
    createFastJwtVerifier({
      key: publicPem,
      algorithms: ['RS256'],
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      cache: false,
    }),
  'aws-jwt-verify': async ({ jwks }) => {
    const verifier = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}/jwks` })
    verifier.cacheJwks({
      keys: jwks.keys.map((key) => ({ ...key, kty: 'RSA' as const, use: 'sig', n: key.n!, e: key.e! })),
    })
    return (token) => verifier.verifySync(token)
  },
}

export const firstSight: Row = async ({ settings }) => {
  const issued = await issue(TOKENS + 1)
  const perSecond: Record<string, number[]> = Object.fromEntries(
    Object.keys(verifiers).map((name) => [name, []]),
  )
  for (let round = 0; round <= settings.rounds; round++) {
    progress(`verifying, round ${round} of ${settings.rounds}`)
    for (const [name, create] of Object.entries(verifiers)) {
      const check = await create(issued)
      await check(issued.tokens[TOKENS]!)
      const rate = await rateOf(check, issued.tokens.slice(0, TOKENS))
      // The first round is to warm up.
      if (round > 0) perSecond[name]!.push(rate)
    }
  }
  const { ours, ...others } = perSecond
  const fastest = Object.entries(others).toSorted(([, one], [, other]) => median(other) - median(one))[0]![0]
  return {
    row: 9,
    title: 'verify, first sight of a token, RS256',
    figures: [
      figure(ratios(ours!, others[fastest]!), {
        what: `of the fastest of the others, ${fastest}`,
        bar: { atLeast: 1 },
        behind: behind('/s', perSecond),
      }),
    ],
    notes: ['aws-jwt-verify by verifySync, fast-jwt synchronously without its cache, jose by jwtVerify.'],
  }
}

export const seenBefore: Row = async ({ settings }) => {
  const issued = await issue(SEEN)
  let now = Date.now()
  const revoked = new Set<string>()
  const verifier = ourVerifier(issued, {
    now: () => now,
    isRevoked: ({ clientId }) => revoked.has(clientId),
  })
  const realTime = ourVerifier(issued)
  for (const token of issued.tokens) await Promise.all([verifier.verify(token), realTime.verify(token)])
  const perSecond: number[] = []
  for (let round = 0; round < settings.rounds; round++) {
    let checks = 0
    const from = performance.now()
    while (performance.now() - from < settings.seconds * 200) {
      for (const token of issued.tokens) await realTime.verify(token)
      checks += SEEN
    }
    perSecond.push((checks / (performance.now() - from)) * 1000)
    progress(`seen before, round ${round + 1} of ${settings.rounds}`)
  }
  const [first, second] = issued.tokens as [string, string]
  revoked.add((await verifier.verify(first)).clientId)
  const ofRevoked = await codeOf(verifier.verify(first))
  now = issued.expiresAt - 1
  const before = await codeOf(verifier.verify(second))
  now = issued.expiresAt
  const ofExpired = await codeOf(verifier.verify(second))
  const isRight = ofRevoked === 'token_revoked' && before === 'accepted' && ofExpired === 'token_expired'
  return {
    row: 10,
    title: 'verify, a token seen before',
    figures: [
      figure(perSecond, {
        what: 'checks per second on one core',
        unit: '/s',
        bar: { atLeast: ENOUGH_PER_SECOND },
      }),
      figure([isRight ? 1 : 0], {
        what: 'refused the moment it expires or is revoked (1 is yes)',
        unit: '',
        bar: { atLeast: 1 },
        behind: `revoked: ${ofRevoked}; 1 ms before it expires: ${before}; then: ${ofExpired}`,
      }),
    ],
    notes: [],
  }
}

const ourVerifier = (issued: Issued, more: Partial<Parameters<typeof createVerifier>[0]> = {}) =>
  createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    fetch: async () => Response.json(issued.jwks),
    ...more,
  })

async function rateOf(check: Check, tokens: readonly string[]): Promise<number> {
  const from = performance.now()
  // One await for each, also where it is not needed: that is how a service calls it.
  for (const token of tokens) await check(token)
  return (tokens.length / (performance.now() - from)) * 1000
}

const codeOf = (verification: Promise<unknown>): Promise<string> =>
  verification.then(
    () => 'accepted',
    (error: unknown) => (error instanceof VerifyError ? error.code : String(error)),
  )
