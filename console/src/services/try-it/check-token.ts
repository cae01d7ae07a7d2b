/** Every check that a service makes of an access token, each with what it found; nothing is sent anywhere. */
import { checkSignature, type Verdict } from './check-signature.ts'
import type { Claims, ReadToken } from './read-token.ts'

export type Check = Verdict & {
  readonly name: 'Signature' | 'Type' | 'Issuer' | 'Audience' | 'Time' | 'Organization'
}
type Expected = {
  readonly issuer: string
  readonly audience: string
  /** Left out: the token's own organization is told, and not compared. */
  readonly organizationId?: string | undefined
  readonly keys: readonly Claims[]
  readonly nowMs: number
}

const TOLERANCE_SECONDS = 5

export async function checkToken(token: ReadToken, expected: Expected): Promise<readonly Check[]> {
  return [
    { name: 'Signature', ...(await checkSignature(token, expected.keys)) },
    { name: 'Type', ...typeOf(token) },
    { name: 'Issuer', ...issuerOf(token.claims, expected.issuer) },
    { name: 'Audience', ...audienceOf(token.claims, expected.audience) },
    { name: 'Time', ...timeOf(token.claims, expected.nowMs / 1000) },
    { name: 'Organization', ...organizationOf(token.claims, expected.organizationId) },
  ]
}

const verdict = (holds: boolean, good: string, bad: string): Verdict => ({ holds, says: holds ? good : bad })

function typeOf({ header: { typ }, claims }: ReadToken): Verdict {
  const isTyped = typeof typ === 'string' && /^(?:application\/)?(?:at\+jwt)$|^jwt$/i.test(typ)
  const isAccessToken = typeof claims['client_id'] === 'string' && typeof claims['value_id'] === 'string'
  return verdict(isTyped && isAccessToken, 'It is an access token.', 'It is no access token of Countersign.')
}

const issuerOf = ({ iss }: Claims, issuer: string): Verdict =>
  verdict(iss === issuer, 'It comes from this installation.', `It does not come from ${issuer}.`)

function audienceOf({ aud }: Claims, audience: string): Verdict {
  const holds = aud === audience || (Array.isArray(aud) && aud.includes(audience))
  return verdict(holds, 'It is for this service.', 'It has no rights in this service.')
}

function timeOf({ exp, iat, nbf = iat }: Claims, now: number): Verdict {
  const [ends, made, begins] = [exp, iat, nbf].map((each) => (typeof each === 'number' ? each : NaN))
  if (!(now < ends!)) return { holds: false, says: 'It has expired. Exchange the API token again.' }
  const holds = Math.max(made!, begins!) <= now + TOLERANCE_SECONDS
  return verdict(holds, 'It is good now.', 'It is not good yet: one of the two clocks is wrong.')
}

function organizationOf({ context_name: own }: Claims, wanted: string | undefined): Verdict {
  if (typeof own !== 'string' || own === '') return { holds: false, says: 'It names no organization.' }
  if (wanted === undefined) return { holds: true, says: `It is for the organization ${own}.` }
  return verdict(own === wanted, 'It is for this organization.', 'It is for another organization.')
}
