/** Requests with one thing wrong, and now and then two: in the body, in the URL or in the headers. */
import fc from 'fast-check'
import type { Operation } from './described.ts'
import { headerText, nastyHeaders, nastySegment, nastyText, nastyValue } from './junk.ts'
import { MANGLINGS, type Mangling } from './manglings.ts'
import { validPlan, type Plan } from './plans.ts'
import { spoiltValue } from './spoilt-values.ts'
import { CALLERS } from './visits.ts'

type Spoil = (plan: Plan) => fc.Arbitrary<Plan>

/** As the description has it but for one thing, or two. */
export function spoiltPlan(operation: Operation): fc.Arbitrary<Plan> {
  const spoil = fc.constantFrom(...spoilsOf(operation))
  const one = fc.tuple(validPlan(operation), spoil).chain(([plan, apply]) => apply(plan))
  const two = fc.tuple(one, spoil).chain(([plan, apply]) => apply(plan))
  return fc.oneof({ arbitrary: one, weight: 4 }, { arbitrary: two, weight: 1 })
}

function spoilsOf({ body, params, query }: Operation): readonly Spoil[] {
  const inBody = [spoiltBody, spoiltBody, spoiltBody, spoiltBody, mangled, mangled, anotherType]
  const inUrl = [spoiltParam, spoiltParam, anotherOrganization]
  const inQuery = [spoiltQuery, spoiltQuery]
  return [
    ...(body ? inBody : [unwantedBody]),
    ...(Object.keys(params).length > 0 ? inUrl : []),
    ...(Object.keys(query).length > 0 ? inQuery : []),
    ...[unknownParameter, spoiltCredentials, withHeaders, anotherCaller],
  ]
}

const withHeader = (plan: Plan, name: string, value: string): Plan => ({
  ...plan,
  headers: { ...plan.headers, [name]: value },
})

const spoiltBody: Spoil = (plan) => spoiltValue(plan.body).map((body) => ({ ...plan, body }))

const mangled: Spoil = (plan) =>
  fc.constantFrom(...(Object.keys(MANGLINGS) as Mangling[])).map((mangling) => ({ ...plan, mangling }))

const TYPES = [
  ...['', 'text/plain', 'text/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'],
  ...[
    'application/json; charset=utf-16',
    'application/json; charset=',
    'application/json; charset="',
    'json',
  ],
  ...[
    'application/json, text/plain',
    'application/jsonp',
    'application/merge-patch+json',
    'application/json/',
  ],
  ...['application/', '/json', '*/*', ';', 'application/json;;;', 'application/json; a=b; a=c'],
]
const anotherType: Spoil = (plan) =>
  fc.oneof(fc.constantFrom(...TYPES), headerText).map((type) => withHeader(plan, 'content-type', type))

const unwantedBody: Spoil = (plan) =>
  fc
    .record({
      body: nastyValue,
      type: fc.constantFrom('application/json', ...TYPES),
      mangling: mangled(plan),
    })
    .map(({ body, type, mangling }) => ({ ...withHeader(mangling, 'content-type', type), body }))

const spoiltParam: Spoil = (plan) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(plan.params)), nastySegment)
    .map(([name, segment]) => ({ ...plan, params: { ...plan.params, [name]: segment } }))

const anotherOrganization: Spoil = (plan) =>
  fc.constant({ ...plan, params: { ...plan.params, organizationId: '${otherOrganizationId}' } })

const NUMBERS = [
  '',
  '0',
  '0x10',
  '1e1',
  '-1',
  '201',
  '1.5',
  '1e99',
  '5,6',
  'true',
  'null',
  '5%20',
  '%205',
  '%00',
  '5%00',
  '99'.repeat(20),
]
const spoiltQuery: Spoil = (plan) =>
  fc
    .tuple(fc.constantFrom('limit', 'offset'), fc.oneof(fc.constantFrom(...NUMBERS), nastySegment))
    .map(([name, value]) => ({ ...plan, query: [...plan.query, [name, value]] }))

const unknownParameter: Spoil = (plan) =>
  fc
    .tuple(
      fc.oneof(fc.constantFrom('x', '__proto__', 'constructor', 'limit[]', 'body', '%00'), nastySegment),
      nastySegment,
    )
    .map(([name, value]) => ({ ...plan, query: [...plan.query, [name, value]] }))

const spoiltCredentials: Spoil = (plan) =>
  fc
    .tuple(
      fc.constantFrom('authorization', 'csp-auth-token', 'cookie'),
      fc.oneof(
        headerText,
        fc.constantFrom(
          ...[
            'Bearer',
            'Bearer ',
            'bearer x',
            'Basic Og==',
            'Bearer ${accessToken}',
            '${accessToken}',
            '${apiTokenValue}',
          ],
          ...[
            'Bearer ${apiTokenValue}',
            'countersign=',
            'countersign=%00',
            'countersign=x; countersign=y',
            ';;;=;',
            '=',
          ],
          ...[
            '__Host-countersign=${sessionCookie}',
            `countersign=${'A'.repeat(43)}`,
            'countersign="${sessionCookie}"',
          ],
          ...['a.b.c', `${'a'.repeat(4_000)}.b.c`, 'eyJhbGciOiJub25lIn0.e30.', `Bearer ${'.'.repeat(100)}`],
        ),
      ),
    )
    .map(([name, value]) => withHeader(plan, name, value))

const withHeaders: Spoil = (plan) =>
  nastyHeaders.map((headers) => ({ ...plan, headers: { ...plan.headers, ...headers } }))

const anotherCaller: Spoil = (plan) => fc.constantFrom(...CALLERS).map((caller) => ({ ...plan, caller }))

/** What was never meant for any operation. */
export const nonsense: fc.Arbitrary<{ method: string; path: string; plan: Plan }> = fc.record({
  method: fc.constantFrom(
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'QUERY',
    'PROPFIND',
  ),
  path: fc
    .tuple(
      fc.constantFrom(
        '',
        '/api/v1',
        '/api/v1/organizations',
        '/csp/gateway/am/api',
        '/assets',
        '/.well-known',
        '/api',
      ),
      fc.array(nastySegment, { maxLength: 4 }),
    )
    .map(([start, segments]) => [start, ...segments].join('/') || '/'),
  plan: fc.record({
    caller: fc.constantFrom(...CALLERS),
    carriedIn: fc.constant('both' as const),
    params: fc.constant({}),
    query: fc.array(fc.tuple(nastySegment, nastySegment), { maxLength: 3 }),
    headers: nastyHeaders,
    body: fc.option(fc.oneof(nastyText, nastyValue), { nil: undefined }),
    mangling: fc.constantFrom(...(Object.keys(MANGLINGS) as Mangling[])),
  }),
})
