/**
 * Serves the built console from the service itself: its files, and its one page for every address within it. The page
 * gets only what is ours: no inline script, no inline style, nothing from elsewhere.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import statics from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Answers a page of the console, or undefined when the request is not for one. */
export type ConsolePages = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined

/** Where the console was built, if it is installed beside the server. */
export function builtConsole(): string | undefined {
  try {
    const folder = join(
      dirname(createRequire(import.meta.url).resolve('@countersign/console/package.json')),
      'dist',
    )
    return existsSync(join(folder, 'index.html')) ? folder : undefined
  } catch {
    return undefined
  }
}

const OTHER_THAN_PAGES = /^\/(api|csp|oauth2|device|help|assets|\.well-known|healthz|readyz|metrics)(\/|$)/

export async function serveConsole(
  server: FastifyInstance,
  { folder, basePath }: { readonly folder: string; readonly basePath: string },
): Promise<ConsolePages> {
  // The build writes compressed files beside each.
  const common = { preCompressed: true, index: false, cacheControl: false } as const
  await server.register(statics, {
    ...common,
    root: join(folder, 'assets'),
    prefix: '/assets/',
    allowedPath: (path) => !/\.(br|gz)$/.test(path),
    // Vite puts a hash of the content into their names.
    setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
  })
  await server.register(statics, {
    ...common,
    root: folder,
    wildcard: false,
    decorateReply: false,
    globIgnore: ['index.html', 'assets/**', '.vite/**', '**/*.br', '**/*.gz'],
    setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
  })
  const page = readFileSync(join(folder, 'index.html'), 'utf8').replace(
    '<base href="/" />',
    `<base href="${basePath}" />`,
  )
  return (request, reply) => {
    if (!wantsPage(request)) return undefined
    return reply
      .code(200)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', PAGE_POLICY)
      .send(page)
  }
}

/** What a start prints. Whoever opens it with a program that takes anything is shown that there is a page. */
const PRINTED = /^\/(setup)?(\?|$)/

function wantsPage({ method, url, headers: { accept = '*/*' } }: FastifyRequest): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || OTHER_THAN_PAGES.test(url)) return false
  return accept.includes('text/html') || (PRINTED.test(url) && accept.includes('*/*'))
}

/** In place of the console where it was not built: all else answers as always. */
export const missingConsole: ConsolePages = (request, reply) =>
  wantsPage(request)
    ? reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(MISSING)
    : undefined

const MISSING = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The console is missing</title>
<h1>The console is missing</h1>
<p>Countersign runs and its APIs answer, but the files of its console are not beside it.
<p>In a clone of the repository: stop it and type <code>npm start</code>, which builds the console first.
<p>Installed from packages: install <code>@countersign/console</code> in the version of <code>@countersign/server</code>, and start again.
</html>
`

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')
