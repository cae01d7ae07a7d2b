/** Requests for the routes of the compatible API: good ones, and with anything wrong in them. */
import fc from 'fast-check'
import { PARAMS, queryOf, type CompatibleCall } from '../../server/testing/compatible-calls.ts'
import { headerText, nastyHeaders, nastySegment, nastyText, nastyValue } from './junk.ts'
import { MANGLINGS, type Mangling } from './manglings.ts'
import type { Plan } from './plans.ts'
import { spoiltValue } from './spoilt-values.ts'
import { CALLERS } from './visits.ts'

export const goodCall = ({ path, caller, body }: CompatibleCall): Plan => ({
  caller,
  carriedIn: 'both',
  params: PARAMS,
  query: queryOf({ path }),
  headers: body ? { 'content-type': 'application/json' } : {},
  body,
  mangling: 'none',
})

const mostly = <Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: other, weight: 1 })

const QUERY_NAMES = [
  'expand',
  'format',
  'pageStart',
  'pageLimit',
  'userSearchTerm',
  'groupSearchTerm',
  'serviceDefinitionLink',
  'serviceDefinitionId',
  'x',
]
const queryPair = fc.tuple(
  fc.oneof(fc.constantFrom(...QUERY_NAMES), nastySegment),
  fc.oneof(
    fc.constantFrom('1', '0', '201', '-1', '1e3', 'jwks', '%', 'max', '_', '%25', 'a'.repeat(101)),
    nastySegment,
  ),
)

export function anyCall(wanted: CompatibleCall): fc.Arbitrary<Plan> {
  const good = goodCall(wanted)
  const spoilt = wanted.body ? spoiltValue(wanted.body) : nastyValue
  return fc.record({
    caller: mostly(good.caller, fc.constantFrom(...CALLERS)),
    carriedIn: fc.constantFrom('csp-auth-token' as const, 'authorization' as const, 'both' as const),
    params: fc.record({
      org: mostly('${organizationId}', fc.oneof(fc.constant('${otherOrganizationId}'), nastySegment)),
      user: mostly('${selfId}', fc.oneof(fc.constantFrom('local:${selfId}', 'me'), nastySegment)),
      role: mostly('org_member', nastySegment),
      service: mostly('${inventoryId}', nastySegment),
      person: mostly(PARAMS.person, fc.oneof(fc.constantFrom('${selfId}', 'me'), nastySegment)),
      group: mostly(PARAMS.group, nastySegment),
      invitation: mostly(PARAMS.invitation, nastySegment),
    }),
    query: fc.array(queryPair, { maxLength: 3 }).map((pairs) => [...good.query, ...pairs]),
    headers: fc
      .tuple(nastyHeaders, mostly({}, fc.record({ authorization: headerText })), headerText)
      .map(([headers, credentials, type]): Record<string, string> => ({
        ...headers,
        ...credentials,
        'content-type': type,
      })),
    body: fc.oneof(fc.constant(wanted.body), spoilt, spoilt, nastyText),
    mangling: mostly('none', fc.constantFrom(...(Object.keys(MANGLINGS) as Mangling[]))),
  })
}
