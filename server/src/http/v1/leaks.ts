/** Values that leaked: reporting them, and what they could do. */
import { endpoints, type LeakReport } from '@countersign/api'
import { reportFoundValues } from '../../actions/leaks/report-leaks.ts'
import { listLeakReports, showLeakReport } from '../../actions/leaks/show-leak-reports.ts'
import { toRfc3339, toRfc3339OrNull } from '../../domain/instant.ts'
import type { ListedLeakReport } from '../../domain/leaks/leak-report.ts'
import { route } from '../route.ts'

const present = (report: ListedLeakReport): LeakReport => {
  const { id, kind, targetId, name, valueId, address, where, userId, username, lastUse, reach, ended } =
    report
  return {
    ...{ id, kind, targetId, name, valueId, address, ...where, exchanges: report.exchanges },
    owner: userId === null ? null : { userId, username },
    reportedAt: toRfc3339(report.reportedAt),
    reportedBy: report.reportedBy,
    createdAt: toRfc3339(report.createdAt),
    expiresAt: toRfc3339OrNull(report.expiresAt),
    lastUse: lastUse && { ...lastUse, at: toRfc3339(lastUse.at) },
    reach: { ...reach, places: reach.places.map(presentPlace) },
    ended: { ...ended, apiTokens: [...ended.apiTokens] },
  }
}

const presentPlace = ({ roles, permissions, ...place }: ListedLeakReport['reach']['places'][number]) => ({
  ...place,
  roles: [...roles],
  permissions: [...permissions],
})

export const leakRoutes = [
  route(endpoints.reportLeaks, 'anyone', ({ needs, origin, body }) => reportFoundValues(needs, origin, body)),
  route(endpoints.showLeakReport, 'member', async ({ needs, caller, params }) => {
    const report = await showLeakReport(needs, caller, params.apiTokenId)
    return { report: report === undefined ? null : present(report) }
  }),
  route(endpoints.listLeakReports, 'member', async ({ needs, caller, query }) => {
    const { items, total } = await listLeakReports(needs, caller, query)
    return { items: items.map(present), total }
  }),
]
