/** Every code that an error of `/api/v1` can have, from the table that they are thrown by. */
import { REFUSALS } from '../../domain/refusal.ts'
import { escaped } from '../pages/html.ts'

/** `help` is the address of the page that says when each comes. */
export function errorCodesHtml(help: string): string {
  const rows = Object.entries<readonly [number, string, ...unknown[]]>({
    ...REFUSALS,
    internal: [500, 'Something went wrong'],
  }).toSorted(([, [one]], [, [other]]) => one - other)
  return `<section id="errors"><h2><a href="#errors">Error codes</a></h2>
<p>Every error is <code>application/problem+json</code> (RFC 9457), a <a href="#Problem">Problem</a>. Decide by <code>code</code>, which is stable; <code>detail</code> says what to do. <a href="${escaped(help)}">Help</a> says when each comes.</p>
<div class="table" tabindex="0" role="group" aria-label="Error codes"><table><thead><tr><th scope="col">code</th><th scope="col">status</th><th scope="col">title</th></tr></thead><tbody>${rows
    .map(
      ([code, [status, title]]) =>
        `<tr><td><a href="${escaped(help)}#${code}"><code>${code}</code></a></td><td>${status}</td><td>${escaped(title)}</td></tr>`,
    )
    .join('')}</tbody></table></div></section>`
}
