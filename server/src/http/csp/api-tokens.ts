/** Creating API tokens with an access token, within its own scope and lifetime, and revoking all of one's own. */
import { generateApiToken } from '../../actions/api-tokens/generate-api-token.ts'
import { revokeAllApiTokens } from '../../actions/api-tokens/revoke-api-tokens.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { Lifetime } from '../../domain/api-tokens/lifetime.ts'
import { DEFAULT_LIFETIME } from '../../domain/api-tokens/lifetime.ts'
import { Refusal } from '../../domain/refusal.ts'
import { lineOf } from '../../domain/text.ts'
import { allowedScopesFrom, allowedScopesOf } from './allowed-scopes.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { bodyFields, textField } from './lenient-body.ts'

/** How the platform writes "never". */
const NEVER_SECONDS = 2_147_483_647
const LONGEST_NAME = 100
const MOST_REMINDER_DAYS = 365

export const createApiTokenHandler: CompatibleHandler = async ({ needs, caller, request }) => {
  const body = bodyFields(request)
  const { value, apiToken } = await generateApiToken(needs, caller, {
    name: nameFrom(textField(body, 'tokenName')),
    lifetime: lifetimeFrom(body['refreshTokenTTL']),
    scopes: allowedScopesFrom(body['allowedScopes']),
    reminderDays: reminderFrom(body['notifyBeforeExpiry']),
  })
  return {
    token: value.reveal(),
    tokenId: apiToken.id,
    tokenName: apiToken.name,
    orgId: apiToken.organizationId,
    createdAt: apiToken.createdAt,
    // Left out rather than null: clients compute with it.
    ...(apiToken.expiresAt !== null && { expiresAt: apiToken.expiresAt }),
    refreshTokenTTL: secondsOf(apiToken),
    notifyBeforeExpiry: apiToken.reminderDays ?? 0,
    allowedScopes: allowedScopesOf(apiToken.allowedScopes),
  }
}

export const revokeAllHandler: CompatibleHandler = async ({ needs, caller }) => ({
  revoked: await revokeAllApiTokens(needs, caller),
})

const nameFrom = (name: string | undefined): string =>
  lineOf(name ?? '', { field: 'tokenName', most: LONGEST_NAME })

function lifetimeFrom(seconds: unknown): Lifetime | null {
  if (seconds === undefined || seconds === null) return DEFAULT_LIFETIME
  if (seconds === NEVER_SECONDS) return null
  const isSound =
    typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 60 && seconds < NEVER_SECONDS
  if (isSound)
    return seconds % 60 === 0
      ? { amount: seconds / 60, unit: 'minutes' }
      : { amount: seconds, unit: 'seconds' }
  throw new Refusal('lifetime_invalid', {
    detail: `refreshTokenTTL must be a number of seconds, at least 60; ${NEVER_SECONDS} means never.`,
  })
}

/** What was given, which is what was asked for, or what six months are today. */
const secondsOf = ({ createdAt, expiresAt }: Pick<ApiToken, 'createdAt' | 'expiresAt'>): number =>
  expiresAt === null ? NEVER_SECONDS : Math.floor((expiresAt - createdAt) / 1000)

function reminderFrom(days: unknown): number | null {
  if (days === undefined || days === null || days === 0) return null
  const isSound =
    typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= MOST_REMINDER_DAYS
  if (isSound) return days
  throw new Refusal('request_invalid', {
    detail: `notifyBeforeExpiry must be 1 to ${MOST_REMINDER_DAYS} days.`,
  })
}
