/** One call of the reference as HTML: what it is, who may, what goes in and what comes back. */
import { escaped } from '../pages/html.ts'

export type Call = {
  readonly id: string
  readonly summary: string
  readonly method: string
  readonly path: string
  /** HTML. */
  readonly note: string
  /** A heading and the HTML below it. */
  readonly parts: readonly (readonly [heading: string, html: string])[]
  readonly examples: readonly Example[]
}

export type Example = { readonly title: string; readonly text: string }

export type Group = {
  readonly id: string
  readonly title: string
  readonly note?: string
  readonly calls: readonly Call[]
}

const preformatted = (html: string): string => `<pre tabindex="0">${html}</pre>`

/** A type, in a box of its own only when it has more than one line. */
export const typeHtml = (html: string): string =>
  html.includes('\n') ? `<pre class="type">${html}</pre>` : `<p><code>${html}</code></p>`

export const groupHtml = ({ id, title, note = '', calls }: Group): string =>
  `<section id="${id}"><h2><a href="#${id}">${escaped(title)}</a></h2>${note}${calls.map(callHtml).join('')}</section>`

export const groupContents = ({ id, title, calls }: Group): string =>
  `<li><a href="#${id}">${escaped(title)}</a><ul>${calls.map((call) => `<li><a href="#${call.id}">${escaped(call.summary)}</a></li>`).join('')}</ul></li>`

function callHtml({ id, summary, method, path, note, parts, examples }: Call): string {
  return `<article id="${id}"><h3><a href="#${id}">${escaped(summary)}</a></h3>
<p class="path"><b class="${method.toLowerCase()}">${method}</b><code>${escaped(path)}</code></p>
<p>${note}</p>${parts.map(([heading, html]) => `<div class="part"><h4>${heading}</h4><div>${html}</div></div>`).join('')}${examplesHtml(examples)}</article>`
}

/** Folded, because whoever looks for a name does not want to scroll past thirty of them. */
function examplesHtml(examples: readonly Example[]): string {
  if (examples.length === 0) return ''
  const shown = examples.map(({ title, text }) => `<h4>${escaped(title)}</h4>${preformatted(escaped(text))}`)
  return `<details><summary>Example</summary>${shown.join('')}</details>`
}

export const idOf = (summary: string): string =>
  summary
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')
