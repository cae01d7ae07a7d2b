/**
 * The readable reference: the exchange, keys and discovery, OAuth, then all of `/api/v1` from the same table as the router, and
 * each shared schema once. One page without scripts of its own.
 */
import type { FastifyInstance } from 'fastify'
import { escaped } from '../pages/html.ts'
import { basePathOf, sendPage, type Page, type PageSettings } from '../pages/page.ts'
import { groupContents, groupHtml } from './article.ts'
import { compatibleGroups } from './compatible-api.ts'
import { errorCodesHtml } from './error-codes.ts'
import { oauthGroup } from './oauth-api.ts'
import { ssfGroup } from './ssf-api.ts'
import { ourGroups, schemasHtml } from './our-api.ts'

export function referencePage(server: FastifyInstance, settings: PageSettings): void {
  let page: Page | undefined
  server.get('/api/reference', { schema: { hide: true } }, (_request, reply) =>
    sendPage(reply, settings, (page ??= pageOf(settings))),
  )
}

function pageOf(settings: PageSettings): Page {
  const base = basePathOf(settings)
  const told = [...compatibleGroups(settings), oauthGroup(), ssfGroup()]
  const ours = ourGroups()
  const schemas = schemasHtml()
  const named = schemas.names.map((name) => `<li><a href="#${name}">${name}</a></li>`).join('')
  return {
    title: 'API reference',
    part: 'API reference',
    contents: `<ul>${[...told, ...ours].map(groupContents).join('')}<li><a href="#schemas">Schemas</a><ul>${named}</ul></li><li><a href="#errors">Error codes</a></li></ul>`,
    main: `<h1>API reference</h1>
<p>Base address <code>${escaped(settings.publicUrl)}</code>. A script <a href="#exchange">exchanges</a> its API token for an access token and sends that to services, which check it with the <a href="#keys-and-discovery">published keys</a>. Machines, and applications that people sign in to, use the <a href="#oauth">endpoints of OAuth</a>. What follows after these is <code>/api/v1</code>: everything the console does, the same as <a href="${base}api/v1/openapi.json">OpenAPI 3.1</a>.</p>
<p>Calls of <code>/api/v1</code> are authenticated by the session cookie of the console, or by an access token in <code>csp-auth-token</code> or <code>Authorization: Bearer</code>. Bodies and answers are JSON; members that are not listed are refused. How to work with all this is in <a href="${base}help/scripts">Help for scripts</a> and <a href="${base}help/services">Help for services</a>; the other calls of the platform’s API that are answered are in <a href="${base}help/compatible-api">The compatible API</a>.</p>
${[...told, ...ours].map(groupHtml).join('')}
<section id="schemas"><h2><a href="#schemas">Schemas</a></h2>${schemas.html}</section>
${errorCodesHtml(`${base}help/errors`)}`,
  }
}
