/** Calls of the reference that our own table of endpoints does not hold, written out. */
import { escaped } from '../pages/html.ts'
import { type Call, idOf, typeHtml } from './article.ts'

export const call = (given: Omit<Call, 'id'>): Call => ({ ...given, id: idOf(given.summary) })

export const members = (rows: readonly (readonly [name: string, type: string, note: string])[]): string =>
  typeHtml(
    `{\n${rows.map(([name, type, note]) => escaped(`  ${name}: ${type}`) + (note === '' ? '' : `  <i>// ${escaped(note)}</i>`)).join('\n')}\n}`,
  )

export const answers = (rows: readonly (readonly [status: string, html: string])[]): string =>
  `<div class="table" tabindex="0" role="group" aria-label="Other answers"><table><tbody>${rows.map(([status, html]) => `<tr><td>${status}</td><td>${html}</td></tr>`).join('')}</tbody></table></div>`
