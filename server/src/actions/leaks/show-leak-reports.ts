/** What is on record of values that leaked: to whom one's own belonged, and to whoever watches over the organization. */
import type { LastUse } from '../../domain/api-tokens/overlap.ts'
import type { Caller } from '../../domain/caller.ts'
import type { ListedLeakReport } from '../../domain/leaks/leak-report.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Reads } from '../../store/store.ts'
import { findOwnApiToken, ownTokens } from '../api-tokens/show-api-token.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'

export async function showLeakReport(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  apiTokenId: string,
): Promise<ListedLeakReport | undefined> {
  await findOwnApiToken(store, caller, apiTokenId)
  const report = await store.leaks.findForApiToken(ownTokens(caller), apiTokenId)
  return report && withLatestUse(store, report)
}

export async function listLeakReports(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  page: Page,
): Promise<Paged<ListedLeakReport>> {
  refuseWithout(caller, 'api-tokens.read')
  const { items, total } = await store.leaks.list(caller.organization.id, page)
  const shown: ListedLeakReport[] = []
  for (const report of items) shown.push(await withLatestUse(store, report))
  return { items: shown, total }
}

/** Uses are written some seconds after they happened: what was used just before it was reported is known only now. */
export async function withLatestUse(
  { apiTokens }: Pick<Reads, 'apiTokens'>,
  report: ListedLeakReport,
): Promise<ListedLeakReport> {
  if (report.kind !== 'api_token') return report
  const { organizationId, userId, targetId } = report
  const token = await apiTokens.find({ organizationId, userId }, targetId)
  return token === undefined ? report : { ...report, lastUse: lastUseOf(token) }
}

type Used = {
  readonly lastUsedAt: number | null
  readonly lastUsedAddress: string | null
  readonly lastUsedUserAgent: string | null
}

export const lastUseOf = ({ lastUsedAt, lastUsedAddress, lastUsedUserAgent }: Used): LastUse | null =>
  lastUsedAt === null
    ? null
    : { at: lastUsedAt, address: lastUsedAddress ?? '', userAgent: lastUsedUserAgent ?? '' }
