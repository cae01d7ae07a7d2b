/** One API token of the caller's own. Someone else's answers exactly as one that does not exist. */
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { GatheredEvent } from '../../domain/gathered-event.ts'
import { Refusal } from '../../domain/refusal.ts'
import { DAY_MS } from '../../domain/instant.ts'
import type { ExchangesOfDay, TokenOwner } from '../../store/api-tokens/api-tokens-store.ts'
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

/** What was changed about one API token and with it, newest first. */
export async function listApiTokenEvents(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  id: string,
  page: Page,
): Promise<Paged<AuditEvent>> {
  await findOwnApiToken(store, caller, id)
  return store.auditEvents.listForApiToken(ownTokens(caller), id, page)
}

/** Kept apart from the changes: anybody who knows the id of a value can add to them. */
export async function listRefusedExchanges(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  id: string,
  page: Page,
): Promise<Paged<GatheredEvent>> {
  await findOwnApiToken(store, caller, id)
  return store.gatheredEvents.listForApiToken(ownTokens(caller), id, 'exchange_refused', page)
}

/** Exchanges by UTC day, today and so many days before; oldest first, and only days that had any. */
export async function showApiTokenUsage(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  days: number,
): Promise<ExchangesOfDay[]> {
  await findOwnApiToken(store, caller, id)
  return store.apiTokens.exchangesByDay(ownTokens(caller), id, now() - (days - 1) * DAY_MS)
}
