/** Generates an API token. Its value exists in this answer and nowhere else. */
import { makeTokenString } from '../../crypto/token-string.ts'
import { randomId } from '../../crypto/random.ts'
import type { Secret } from '../../crypto/secret.ts'
import { refuseTooManyScopes, withoutRepetition, type AllowedScopes } from '../../domain/allowed-scopes.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import { exceedingScopes, exceedsLifetime } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { apiTokenGeneratedMail } from '../../domain/mail/api-token-mails.ts'
import { expiryOf, type Lifetime } from '../../domain/api-tokens/lifetime.ts'
import { Refusal } from '../../domain/refusal.ts'
import { apiTokenEvent } from '../audit.ts'
import { keptDescription, keptLine, LONGEST, refuseTokenStrings } from '../kept-text.ts'
import type { Changes } from '../../store/store.ts'
import { boundsOfMade } from './bounds-of-made.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import { refuseMaker } from './makers.ts'
import type { Needs } from '../needs.ts'
import { ownTokens } from './show-api-token.ts'

export type GenerateApiTokenRequest = {
  readonly name: string
  readonly description?: string | null
  readonly lifetime: Lifetime | null
  readonly scopes: AllowedScopes
  readonly reminderDays: number | null
}

export type GeneratedApiToken = { readonly value: Secret; readonly apiToken: ApiToken }

export async function generateApiToken(
  needs: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'settings' | 'sealing'>,
  caller: Caller,
  { name: given, description, lifetime, scopes: asked, reminderDays }: GenerateApiTokenRequest,
): Promise<GeneratedApiToken> {
  const { store, keyedHash, now, settings } = needs
  const name = keptLine(given, 'name', LONGEST.name)
  refuseTokenStrings(JSON.stringify(asked), 'scopes')
  refuseTooManyScopes(asked)
  const scopes = withoutRepetition(asked)
  refuseAgainstPolicies(scopes, caller)
  refuseExceedingScopes(scopes, caller)
  const at = now()
  const expiresAt = boundedExpiry(lifetime, caller, at)
  const { id: secretId, value } = makeTokenString('t')
  const token = {
    id: randomId(),
    organizationId: caller.organization.id,
    userId: caller.user.id,
    name,
    description: keptDescription(description),
    allowedScopes: scopes,
    parentId: caller.apiTokenId,
    bounds: boundsOfMade(caller),
    lifetime,
    reminderDays,
    createdAt: at,
    expiresAt,
  }
  const secret = {
    id: secretId,
    hash: keyedHash.hashOf('api-token', value.reveal()),
    hashKeyId: keyedHash.keyId,
    createdAt: at,
  }
  const apiToken = await store.change(async (tx) => {
    await refuseOneMore(tx, caller, at, settings.apiTokensPerPerson)
    await refuseMaker(tx, caller)
    await tellOwner(needs, tx, caller, name)
    return {
      result: await tx.apiTokens.insert(token, secret),
      events: [apiTokenEvent(at, caller, 'csp__generate_api_token', token.id, { name, expiresAt })],
    }
  })
  return { value, apiToken }
}

/** Who did not do it has to know soon: the mail goes to the person, whoever held their credential. */
async function tellOwner(
  needs: Pick<Needs, 'now' | 'settings' | 'sealing'>,
  tx: Pick<Changes, 'apiTokens' | 'mail'>,
  caller: Caller,
  name: string,
): Promise<void> {
  const { user, organization, apiTokenId } = caller
  const publicUrl = needs.settings.issuer
  const maker = apiTokenId === null ? undefined : await tx.apiTokens.find(ownTokens(caller), apiTokenId)
  await enqueueMail(needs, tx, {
    kind: 'api_token_generated',
    to: user.email,
    organizationId: organization.id,
    mail: apiTokenGeneratedMail({
      publicUrl,
      link: `${publicUrl}/`,
      name,
      organization: organization.displayName,
      madeBy: apiTokenId === null ? null : (maker?.name ?? apiTokenId),
      at: needs.now(),
    }),
  })
}

/** Before one more comes into force, in the same transaction. */
export async function refuseOneMore(
  tx: Pick<Changes, 'apiTokens'>,
  caller: Caller,
  at: Instant,
  most: number,
): Promise<void> {
  const count = await tx.apiTokens.countInForce(ownTokens(caller), at)
  if (count < most) return
  throw new Refusal('limit_reached', {
    detail: `You have ${count} API tokens in this organization, and ${most} is the limit. Revoke one that is not needed any more.`,
  })
}

/** No call gives more than its caller has. */
export function refuseExceedingScopes(scopes: AllowedScopes, { authority }: Caller): void {
  const exceeding = exceedingScopes(scopes, authority)
  if (exceeding.length === 0) return
  const detail = `You can't give what you don't hold: ${exceeding.slice(0, 10).join(', ')}.`
  throw new Refusal('scope_exceeds_caller', { detail, fields: { scopes: detail } })
}

/** A session may give what its person holds, and still not what the organization's policies keep from API tokens. */
function refuseAgainstPolicies({ administration }: AllowedScopes, { organization }: Caller): void {
  if (!administration || organization.tokensMayAdminister) return
  const detail =
    'The policy “API tokens cannot administer” is on. Leave administration out, or ask an organization owner to switch the policy off.'
  throw new Refusal('administration_off', { detail, fields: { scopes: detail } })
}

/** An access token touches no API token that may do more than itself, or for longer. A person may: they are their own. */
export function refuseWiderThan(
  caller: Caller,
  { allowedScopes, expiresAt }: Pick<ApiToken, 'allowedScopes' | 'expiresAt'>,
): void {
  if (caller.apiTokenId === null) return
  refuseExceedingScopes(allowedScopes, caller)
  if (!exceedsLifetime(expiresAt, caller.authority)) return
  throw new Refusal('lifetime_exceeds_caller', {
    detail: 'That API token lives longer than yours. Do it in the console, or with one that lives as long.',
  })
}

/** When a lifetime that begins now ends; refused when the caller's own credential ends before. */
export function boundedExpiry(lifetime: Lifetime | null, { authority }: Caller, at: Instant): Instant | null {
  const expiresAt = expiryOf(lifetime, at)
  if (!exceedsLifetime(expiresAt, authority)) return expiresAt
  const detail =
    'An API token can only create one that expires no later than itself. Choose a shorter lifetime.'
  throw new Refusal('lifetime_exceeds_caller', { detail, fields: { lifetime: detail } })
}
