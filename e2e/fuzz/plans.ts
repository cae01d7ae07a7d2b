/** A request before it is sent: whose it is and what is in it, with `${name}` for ids that exist only then. */
import fc from 'fast-check'
import { PUBLIC_URL } from '../../server/testing/acme.ts'
import { idOf, sampleRequest, type Ids } from '../../server/testing/sample-requests.ts'
import type { Operation } from './described.ts'
import { MANGLINGS, type Mangling } from './manglings.ts'
import type { Sent } from './target.ts'
import { validValue } from './valid-values.ts'
import { CALLERS, type CallerKind, type Visit } from './visits.ts'

export type Plan = {
  readonly caller: CallerKind
  /** How an access token is carried. */
  readonly carriedIn: 'csp-auth-token' | 'authorization' | 'both'
  readonly params: Readonly<Record<string, string>>
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly headers: Readonly<Record<string, string>>
  /** A JSON value; undefined for none. */
  readonly body: unknown
  readonly mangling: Mangling
}

const JSON_TYPES = ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8']
const OWN_PAGES: readonly Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'same-origin', origin: PUBLIC_URL },
  { 'sec-fetch-site': 'none' },
  { origin: PUBLIC_URL },
]

/** Requests as the description has them, mostly of somebody whom it lets in. */
export function validPlan({ params, query, body, isOpen, takesAccessToken }: Operation): fc.Arbitrary<Plan> {
  const likely: CallerKind[] = [
    'member',
    'member',
    'owner',
    ...(takesAccessToken ? ['wide' as const, 'admin' as const] : []),
  ]
  const written = fc
    .record({ type: fc.constantFrom(...JSON_TYPES), value: body ? validValue(body) : fc.constant(undefined) })
    .map(({ type, value }) => {
      const headers: Record<string, string> = value === undefined ? {} : { 'content-type': type }
      return { value, headers }
    })
  return fc
    .record({
      caller: fc.oneof(
        { arbitrary: fc.constantFrom(...(isOpen ? CALLERS : likely)), weight: 5 },
        { arbitrary: fc.constantFrom(...CALLERS), weight: 1 },
      ),
      carriedIn: fc.constantFrom('csp-auth-token' as const, 'authorization' as const, 'both' as const),
      params: fc.record(
        Object.fromEntries(Object.keys(params).map((name) => [name, fc.constant(`\${${name}}`)])),
        { noNullPrototype: true },
      ),
      query: fc
        .tuple(
          ...Object.entries(query).map(([name, schema]) =>
            fc.option(validValue(schema).map((value): [string, string] => [name, encoded(String(value))])),
          ),
        )
        .map((pairs) => pairs.filter((pair) => pair !== null)),
      origin: fc.constantFrom(...OWN_PAGES),
      written,
    })
    .map(({ origin, written, ...plan }) => ({
      ...plan,
      headers: { ...origin, ...written.headers },
      body: written.value,
      mangling: 'none' as const,
    }))
}

/** As a client writes it into a query; the places of ids stay as they are. */
const encoded = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\w.:${}-]/gu, (character) => encodeURIComponent(character))

/** Fills in the ids of the visit. */
export function write(plan: Plan, { method, path }: Pick<Operation, 'method' | 'path'>, visit: Visit): Sent {
  const fill = (text: string): string =>
    text.replaceAll(/\$\{(\w+)\}/g, (all, name: string) => visit.ids[name] ?? all)
  const { accessToken, cookie } = visit
  const inOwn = accessToken !== undefined && plan.carriedIn !== 'authorization'
  const inBearer = accessToken !== undefined && plan.carriedIn !== 'csp-auth-token'
  const query = plan.query.map(([name, value]) => `${fill(name)}=${fill(value)}`).join('&')
  const url = fill(path.replaceAll(/\{(\w+)\}/g, (all, name: string) => plan.params[name] ?? all))
  const text = plan.body === undefined ? undefined : fill(JSON.stringify(plan.body))
  return {
    method,
    url: query === '' ? url : `${url}?${query}`,
    headers: {
      ...(cookie !== undefined && { cookie }),
      ...(inOwn && { 'csp-auth-token': accessToken }),
      ...(inBearer && { authorization: `Bearer ${accessToken}` }),
      ...Object.fromEntries(Object.entries(plan.headers).map(([name, value]) => [name, fill(value)])),
    },
    body: MANGLINGS[plan.mangling](text ?? ''),
  }
}

const IN_A_VISIT = [
  ...['organizationId', 'apiTokenId', 'sessionId', 'userId', 'managedId', 'groupId', 'serviceId'],
  ...['offeredId', 'addedId', 'invitationId', 'invitationCode', 'resetCode', 'inventoryId', 'roleName'],
  ...['requestId', 'ownRequestId', 'grantedRequestId', 'appId', 'sharedAppId', 'addedAppId', 'secretId'],
]

/** Who accepts an invitation is no member yet; what the only owner asks for nobody else could approve. */
function whoMay(method: string, path: string): Plan['caller'] {
  if (path.endsWith('/signed-in')) return 'stranger'
  return method === 'POST' && path.endsWith('/role-requests') ? 'member' : 'owner'
}

/** One that must succeed: the owner's as a rule, with nothing unusual in it. */
export function goodPlan({ method, path, params }: Operation): Plan {
  const names = Object.fromEntries(Object.keys(params).map((name) => [name, `\${${idOf(path, name)}}`]))
  const ids: Ids = {
    ...{ organizationId: '', apiTokenId: '', sessionId: '' },
    ...Object.fromEntries(IN_A_VISIT.map((name) => [name, `\${${name}}`])),
  }
  const { body } = sampleRequest(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), ids)
  return {
    caller: whoMay(method, path),
    carriedIn: 'both',
    params: names,
    query: [],
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && 'setupCode' in body ? { ...body, setupCode: '${setupCode}' } : body,
    mangling: 'none',
  }
}
