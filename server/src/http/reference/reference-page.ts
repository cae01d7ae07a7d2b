/** The readable reference of `/api/v1`: one page without scripts, written from the same table as the router. */
import type { FastifyInstance } from 'fastify'
import { randomAlphanumeric } from '../../crypto/random.ts'
import { callerNote, groupOf } from '../openapi.ts'
import type { Route } from '../route.ts'
import { routes } from '../routes.ts'
import { COMPATIBLE_BASE } from '../well-known.ts'
import { REFERENCE_STYLE } from './reference-style.ts'
import { schemaText } from './schema-text.ts'

export function referencePage(server: FastifyInstance, { publicUrl }: { readonly publicUrl: string }): void {
  let body: string | undefined
  server.get('/api/reference', { schema: { hide: true } }, (_request, reply) => {
    body ??= pageBody(publicUrl)
    const nonce = randomAlphanumeric(22)
    return reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
      .send(`${HEAD}<style nonce="${nonce}">${REFERENCE_STYLE}</style></head>${body}`)
  })
}

const HEAD =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">' +
  '<meta name="color-scheme" content="light dark"><title>Countersign API reference</title>'

function pageBody(publicUrl: string): string {
  const groups = Map.groupBy(routes, ({ endpoint }) => groupOf(endpoint.path))
  const contents = [...groups].map(
    ([group, rows]) =>
      `<li><a href="#${group}">${group}</a><ul>${rows.map((row) => `<li><a href="#${anchorOf(row)}">${escaped(row.endpoint.summary)}</a></li>`).join('')}</ul></li>`,
  )
  const sections = [...groups].map(
    ([group, rows]) => `<section id="${group}"><h2>${group}</h2>${rows.map(rowOf).join('')}</section>`,
  )
  return `<body><header><h1>Countersign API</h1>
<p>Everything the console does. Base address <code>${escaped(publicUrl)}</code>. Bodies and answers are JSON; members that are not listed are refused; every error is <code>application/problem+json</code> with a stable <code>code</code>. The same as <a href="v1/openapi.json">OpenAPI 3.1</a>.</p>
<p>Authenticate with the session cookie of the console, or with an access token in <code>csp-auth-token</code> or <code>Authorization: Bearer</code>. An access token comes from an API token:</p>
<pre>echo refresh_token=&lt;API token&gt; | curl -s -X POST ${escaped(publicUrl)}${COMPATIBLE_BASE}/auth/api-tokens/authorize -d @-</pre></header>
<div class="columns"><nav aria-label="Contents"><ul>${contents.join('')}</ul></nav><main>${sections.join('')}</main></div></body></html>`
}

function rowOf(row: Route): string {
  const { method, path, summary, params, query, body, answer, status = 200 } = row.endpoint
  const part = (name: string, schema: object | undefined): string =>
    schema === undefined ? '' : `<h4>${name}</h4><pre>${escaped(schemaText(schema))}</pre>`
  return `<article id="${anchorOf(row)}"><h3>${escaped(summary)}</h3>
<p class="path"><b class="${method.toLowerCase()}">${method}</b> <code>${escaped(path.replace(/:(\w+)/g, '{$1}'))}</code></p>
<p>${callerNote(row.caller).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>
${part('Path', params)}${part('Query', query)}${part('Body', body)}
${answer === undefined ? `<h4>Answer ${status}</h4><p>Nothing.</p>` : part(`Answer ${status}`, answer)}</article>`
}

const anchorOf = ({ endpoint }: Route): string => endpoint.summary.toLowerCase().replace(/[^a-z]+/g, '-')

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
