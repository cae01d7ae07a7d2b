/** One API token of the caller's own. Someone else's answers exactly as one that does not exist. */
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { TokenOwner } from '../../store/api-tokens/api-tokens-store.ts'
import type { Paged, Page } from '../../store/page.ts'
import type { Reads } from '../../store/store.ts'
import type { Needs } from '../needs.ts'

export const ownTokens = ({ organization, user }: Caller): TokenOwner & { userId: string } => ({
  organizationId: organization.id,
  userId: user.id,
})

export async function findOwnApiToken(
  store: Pick<Reads, 'apiTokens'>,
  caller: Caller,
  id: string,
): Promise<ApiToken> {
  const token = await store.apiTokens.find(ownTokens(caller), id)
  if (token === undefined) throw new Refusal('api_token_not_found')
  return token
}

export const showApiToken = (
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  id: string,
): Promise<ApiToken> => findOwnApiToken(store, caller, id)

export const listApiTokens = (
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  page: Page,
): Promise<Paged<ApiToken>> => store.apiTokens.list(ownTokens(caller), page)

const MOST_EVENTS = 50

/** What happened to one API token, newest first; at most 50 events. */
export async function listApiTokenEvents(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  id: string,
): Promise<AuditEvent[]> {
  await findOwnApiToken(store, caller, id)
  return store.auditEvents.listForApiToken(ownTokens(caller), id, MOST_EVENTS)
}
