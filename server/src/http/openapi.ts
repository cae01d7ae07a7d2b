/** The OpenAPI 3.1 document, made of the same table as the router; and each row's schema. */
import swagger from '@fastify/swagger'
import { heedsIfMatch, Problem } from '@countersign/api'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { CallerKind, Route } from './route.ts'
import { sessionCookieName } from './session-cookie.ts'

const NEEDS: Record<CallerKind, { security: Record<string, string[]>[]; note: string }> = {
  anyone: { security: [], note: 'Needs no credential.' },
  signedIn: { security: [{ session: [] }], note: 'Needs a session.' },
  recentlySignedIn: {
    security: [{ session: [] }],
    note: 'Needs a session in which the password was given within 15 minutes (else 403 `reauthentication_required`).',
  },
  member: {
    security: [{ session: [] }, { accessToken: [] }, { cspAuthToken: [] }],
    note: 'Needs a session or an access token of a member of the organization.',
  },
  recentMember: {
    security: [{ session: [] }, { accessToken: [] }, { cspAuthToken: [] }],
    note: 'Needs an access token, or a session in which the password was given within 15 minutes (else 403 `reauthentication_required`).',
  },
}

/** By a part of the path; the first that fits. */
const GROUPS = [
  ['/leak', 'Leaks'],
  ['/oauth-apps', 'OAuth-apps'],
  ['/api-tokens', 'API-tokens'],
  ['/people', 'People'],
  ['/givable-roles', 'People'],
  ['/invitations', 'People'],
  ['/password-resets', 'People'],
  ['/custom-roles', 'Roles'],
  ['/my-roles', 'Roles'],
  ['/organization-roles', 'Roles'],
  ['/services', 'Services'],
  ['/organizations', 'Organizations'],
  ['/session', 'Sessions'],
  ['/account', 'Account'],
] as const

/** Under which heading a row stands. */
export const groupOf = (path: string): string =>
  GROUPS.find(([part]) => path.includes(part))?.[1] ?? 'Installation'

/** Who may call it, in a sentence. */
export const callerNote = (kind: CallerKind): string => NEEDS[kind].note

export async function openApi(
  server: FastifyInstance,
  { publicUrl }: { readonly publicUrl: string },
): Promise<void> {
  await server.register(swagger, {
    // Only for readers: as a part of the row's schema it would be compiled for each.
    transform: ({ schema, url }) => ({
      url,
      schema: schema.response
        ? { ...schema, response: { ...schema.response, '4xx': PROBLEM, '5xx': PROBLEM } }
        : schema,
    }),
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Countersign',
        version: '1',
        description: 'API tokens: generate, exchange, revoke. Errors are application/problem+json.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookieName(publicUrl) },
          accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          cspAuthToken: { type: 'apiKey', in: 'header', name: 'csp-auth-token' },
        },
      },
    },
  })
  server.get('/api/v1/openapi.json', { schema: { hide: true } }, () => server.swagger())
}

const PROBLEM = { description: 'A problem', content: { 'application/problem+json': { schema: Problem } } }

const IF_MATCH = {
  type: 'object',
  properties: {
    'if-match': {
      type: 'string',
      description:
        'The ETag of what was read: refused with 412 `changed_since_read` when it is another one by now. Left out: whatever is there is changed.',
    },
  },
}
const ETAG = {
  etag: { type: 'string', description: 'Names this version of what can be edited, for If-Match' },
}

const NO_QUERY = { type: 'object', properties: {}, additionalProperties: false }

/** What the router validates with and the document shows of one row. */
export function openApiRow({ endpoint, caller }: Route): FastifySchema {
  const { status = 200, answer, params, query, body, editable } = endpoint
  const { security, note } = NEEDS[caller]
  return {
    summary: endpoint.summary,
    description: note,
    tags: [groupOf(endpoint.path)],
    security,
    ...(params && { params }),
    querystring: query ?? NO_QUERY,
    ...(body && { body }),
    ...(heedsIfMatch(endpoint) && { headers: IF_MATCH }),
    response: {
      [status]: { ...(answer ?? { description: 'Done', type: 'null' }), ...(editable && { headers: ETAG }) },
    },
  }
}
