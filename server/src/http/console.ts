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

const OTHER_THAN_PAGES = /^\/(api|csp|assets|\.well-known|healthz|readyz|metrics)(\/|$)/

export async function serveConsole(
  server: FastifyInstance,
  { folder, basePath }: { readonly folder: string; readonly basePath: string },
): Promise<ConsolePages> {
  await server.register(statics, {
    root: folder,
    wildcard: false,
    // The build writes them beside each file.
    preCompressed: true,
    index: false,
    cacheControl: false,
    globIgnore: ['index.html', '.vite/**', '**/*.br', '**/*.gz'],
    setHeaders: (reply, path) => {
      // Vite puts a hash of the content into the names of what is in assets/.
      const isHashed = path.startsWith(join(folder, 'assets'))
      void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const page = readFileSync(join(folder, 'index.html'), 'utf8').replace(
    '<base href="/" />',
    `<base href="${basePath}" />`,
  )
  return (request, reply) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !OTHER_THAN_PAGES.test(request.url)
    if (!isPage || !(request.headers.accept ?? '').includes('text/html')) return undefined
    return reply
      .code(200)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', PAGE_POLICY)
      .send(page)
  }
}

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
