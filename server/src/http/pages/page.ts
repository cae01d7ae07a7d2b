/**
 * The frame of the pages that the service writes itself, such as Help and the API reference: one file, no inline script,
 * nothing from elsewhere, the look of the console. They are for anyone and tell nothing of this installation but its
 * address.
 */
import type { FastifyReply } from 'fastify'
import { randomAlphanumeric } from '../../crypto/random.ts'
import type { HttpSettings } from '../settings.ts'
import { escaped } from './html.ts'
import { PAGE_STYLE } from './page-style.ts'

export type PageSettings = Pick<HttpSettings, 'publicUrl' | 'consoleFolder'>

export type Page = {
  readonly title: string
  /** Which of the two it belongs to, if to any. */
  readonly part?: 'Help' | 'API reference'
  /** HTML: what stands beside the content. */
  readonly contents?: string
  /** Whether there is a form on it, that sends to ourselves. */
  readonly hasForm?: boolean
  /** Where its form may lead besides: browsers ask at every redirect after it. */
  readonly leadsTo?: readonly string[]
  /** The hash of the one inline script that it has, as CSP writes it. */
  readonly script?: string
  /** HTML. */
  readonly main: string
}

/** The path that everything of ours is under, with a slash at its end. */
export const basePathOf = ({ publicUrl }: Pick<HttpSettings, 'publicUrl'>): string =>
  `${new URL(publicUrl).pathname.replace(/\/+$/, '')}/`

export function sendPage(reply: FastifyReply, settings: PageSettings, page: Page): FastifyReply {
  const nonce = randomAlphanumeric(22)
  const hasConsole = settings.consoleFolder !== undefined
  const scripts = [...(hasConsole ? ["'self'"] : []), ...(page.script === undefined ? [] : [page.script])]
  const formTargets = page.hasForm === true ? ["'self'", ...(page.leadsTo ?? [])] : ["'none'"]
  return (
    reply
      .type('text/html; charset=utf-8')
      // A page that must not be kept has said so before.
      .header('cache-control', reply.getHeader('cache-control') ?? 'no-cache')
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'nonce-${nonce}'; ${hasConsole ? "img-src 'self'; " : ''}` +
          (scripts.length === 0 ? '' : `script-src ${scripts.join(' ')}; `) +
          `base-uri 'none'; form-action ${formTargets.join(' ')}; ` +
          "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      )
      .send(documentOf(settings, page, nonce))
  )
}

function documentOf(settings: PageSettings, { title, part, contents, main }: Page, nonce: string): string {
  const base = basePathOf(settings)
  const hasConsole = settings.consoleFolder !== undefined
  const parts = [
    ['Help', `${base}help`],
    ['API reference', `${base}api/reference`],
  ] as const
  const links = parts.map(
    ([name, href]) => `<a href="${escaped(href)}"${name === part ? ' aria-current="true"' : ''}>${name}</a>`,
  )
  const mark = `${MARK}<span>Countersign</span>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escaped(title)} · Countersign</title>${
    // The theme that was chosen in the console, before the first paint; without it the system's.
    hasConsole
      ? `<link rel="icon" href="${escaped(base)}favicon.svg" type="image/svg+xml"><script src="${escaped(base)}color-scheme.js"></script>`
      : ''
  }
<style nonce="${nonce}">${PAGE_STYLE}</style></head>
<body><a class="skip" href="#content">Skip to the content</a>
<header><div>${hasConsole ? `<a class="mark" href="${escaped(base)}" aria-label="Countersign, home">${mark}</a>` : `<span class="mark">${mark}</span>`}
<nav aria-label="Documents">${links.join('')}</nav></div></header>
<div class="columns${contents === undefined ? ' alone' : ''}">${contents === undefined ? '' : `<nav class="contents" aria-label="Contents">${contents}</nav>`}
<main id="content" tabindex="-1">${main}</main></div></body></html>`
}

/** The console's. */
const MARK =
  '<svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false"><path class="one" d="M8 3h4v9.2l5.6-1.6v10.8L12 19.8V29H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z"/><path class="other" d="M13.6 3H24a5 5 0 0 1 5 5v16a5 5 0 0 1-5 5H13.6v-7.08l5.6 1.6V8.48l-5.6 1.6z"/></svg>'
