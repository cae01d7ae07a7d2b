/** Values that leaked: anybody may report them, and those whose they were see what they could do. */
import { endpoint } from '../endpoint.ts'
import { LeakReportOfApiToken, LeakReportPage, ReportLeaks } from '../leaks.ts'
import { ApiTokenId, Strict, Uuid } from '../text.ts'
import { ORGANIZATION, PAGE, V1, inOrganization } from './shared.ts'

export const reportLeaks = endpoint({
  method: 'POST',
  path: `${V1}/leaks`,
  summary:
    'Report values that you found: whatever of them works is ended at once, and its owner is told. The answer is the same for values that are not known',
  body: ReportLeaks,
  status: 204,
})
export const showLeakReport = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/api-tokens/:apiTokenId/leak-report`,
  summary: 'What one of your API tokens could do that leaked, and what ended with it',
  params: Strict({ organizationId: Uuid('The organization'), apiTokenId: ApiTokenId }),
  answer: LeakReportOfApiToken,
})
export const listLeakReports = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/leak-reports`,
  summary: 'All values of the organization that leaked and were reported, newest first; kept for 400 days',
  params: inOrganization,
  query: PAGE,
  answer: LeakReportPage,
})
