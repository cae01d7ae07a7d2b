/** `/api/v1` in the reference: every row of the table that the router is made from, and the schemas they share. */
import { heedsIfMatch } from '@countersign/api'
import { callerNote, groupOf } from '../openapi.ts'
import { escaped } from '../pages/html.ts'
import type { Route } from '../route.ts'
import { routes } from '../routes.ts'
import { type Call, type Example, type Group, idOf, typeHtml } from './article.ts'
import { exampleOf, jsonText } from './example.ts'
import { schemaText, shapeText } from './schema-text.ts'
import { NAMED, namesIn, type Schema } from './schemas.ts'

export const ourGroups = (): readonly Group[] =>
  [...Map.groupBy(routes, ({ endpoint }) => groupOf(endpoint.path))].map(([title, rows]) => ({
    id: idOf(title),
    title: title.replaceAll('-', ' '),
    calls: rows.map(callOf),
  }))

const IF_MATCH = [
  'If-Match',
  '<p>Optional: the <code>ETag</code> of what was read. When it is another one by now, the answer is 412 <code>changed_since_read</code>.</p>',
] as const

function callOf({ endpoint, caller }: Route): Call {
  const { method, path, summary, params, query, body, answer, status = 200 } = endpoint
  const part = (heading: string, schema: object | undefined): readonly [string, string][] =>
    schema === undefined ? [] : [[heading, typeHtml(schemaText(schema as Schema))]]
  const answered =
    answer === undefined
      ? ([[`Answer ${status}`, '<p>Nothing.</p>']] as const)
      : part(`Answer ${status}`, answer)
  return {
    id: idOf(summary),
    summary,
    method,
    path: path.replaceAll(/:(\w+)/g, '{$1}'),
    note: callerNote(caller).replaceAll(/`([^`]+)`/g, '<code>$1</code>'),
    parts: [
      ...pathPart(params),
      ...part('Query', query),
      ...(heedsIfMatch(endpoint) ? [IF_MATCH] : []),
      ...part('Body', body),
      ...answered,
    ],
    examples: examplesOf({ endpoint }),
  }
}

/** Ids, whose type says less than what they are of. */
function pathPart(params: Schema | undefined): readonly (readonly [string, string])[] {
  const names = Object.entries(params?.properties ?? {}).map(
    ([name, { description = '' }]) => `<code>${name}</code> ${escaped(description)}`,
  )
  return names.length === 0 ? [] : [['Path', `<p>${names.join(', ')}</p>`]]
}

function examplesOf({ endpoint }: Pick<Route, 'endpoint'>): readonly Example[] {
  const { method, path, params, body, answer, status = 200 } = endpoint
  const values = params === undefined ? {} : (exampleOf(params as Schema) as Readonly<Record<string, string>>)
  const target = path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? name)
  const sent =
    body === undefined ? '' : `\ncontent-type: application/json\n\n${jsonText(exampleOf(body as Schema))}`
  if (body === undefined && answer === undefined) return []
  return [
    ...(body === undefined ? [] : [{ title: 'Request', text: `${method} ${target}${sent}` }]),
    ...(answer === undefined
      ? []
      : [{ title: `Answer ${status}`, text: jsonText(exampleOf(answer as Schema)) }]),
  ]
}

/** Those that a row shows, each once. */
export function schemasHtml(): { readonly html: string; readonly names: readonly string[] } {
  const used = routes.flatMap(({ endpoint: { params, query, body, answer } }) =>
    [params, query, body, answer].flatMap((schema) =>
      schema === undefined ? [] : namesIn(schema as Schema),
    ),
  )
  const shown = NAMED.filter(({ name }) => name === 'Problem' || used.includes(name))
  const html = shown.map(
    ({ name, schema }) =>
      `<article id="${name}"><h3><a href="#${name}">${name}</a></h3>${typeHtml(shapeText(schema))}</article>`,
  )
  return { html: html.join(''), names: shown.map(({ name }) => name) }
}
