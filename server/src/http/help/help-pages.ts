/**
 * Help: the documents of this project, served by the service itself with its own address in their examples. It needs no
 * credential and tells nothing of the installation.
 */
import type { FastifyInstance } from 'fastify'
import { escaped } from '../pages/html.ts'
import { basePathOf, sendPage, type Page, type PageSettings } from '../pages/page.ts'
import { documents, linked, type Document } from './documents.ts'
import { written, type Written } from './markdown.ts'

/** The address that documents use in their examples. */
const EXAMPLE_URL = 'https://tokens.example.com'

type Shelf = {
  readonly all: readonly Document[]
  readonly writtenOf: (document: Document) => Written
  readonly href: (name: string) => string
}

export function helpPages(server: FastifyInstance, settings: PageSettings): void {
  const shelf = shelfOf(settings)
  const serve = (url: string, status: number, pageOf: () => Page): void => {
    let page: Page | undefined
    server.get(url, { schema: { hide: true } }, (_request, reply) =>
      sendPage(reply.code(status), settings, (page ??= pageOf())),
    )
  }
  serve('/help', 200, () => indexPage(shelf))
  for (const document of shelf.all) serve(`/help/${document.name}`, 200, () => documentPage(shelf, document))
  serve('/help/*', 404, () => unknownPage(shelf))
}

function shelfOf(settings: PageSettings): Shelf {
  const all = documents()
  const href = (name: string): string => `${basePathOf(settings)}help/${name}`
  return {
    all,
    href,
    writtenOf: (document) =>
      written(document.text.replaceAll(EXAMPLE_URL, settings.publicUrl), (to) => {
        if (/^https?:\/\//.test(to)) return to
        const target = linked(all, document, to)
        return target && href(target.document.name) + target.fragment
      }),
  }
}

const documentPage = (shelf: Shelf, document: Document): Page => {
  const { title, html, headings } = shelf.writtenOf(document)
  const sections = headings.filter(({ depth }) => depth === 2)
  const below =
    sections.length === 0
      ? ''
      : `<ul>${sections.map(({ id, text }) => `<li><a href="#${id}">${escaped(text)}</a></li>`).join('')}</ul>`
  return { title, part: 'Help', contents: contentsOf(shelf, document, below), main: html }
}

const indexPage = (shelf: Shelf): Page => ({
  title: 'Help',
  part: 'Help',
  contents: contentsOf(shelf),
  main: `<h1>Help</h1><dl>${shown(shelf)
    .map((document) => {
      const { title, introduction } = shelf.writtenOf(document)
      return `<dt><a href="${escaped(shelf.href(document.name))}">${escaped(title)}</a></dt><dd class="lead">${introduction}</dd>`
    })
    .join('')}</dl>`,
})

const unknownPage = (shelf: Shelf): Page => ({
  title: 'There is no such page',
  part: 'Help',
  contents: contentsOf(shelf),
  main: '<h1>There is no such page</h1><p>The address may be mistyped, or the page may have moved. What there is stands in the contents.</p>',
})

const shown = ({ all }: Shelf): readonly Document[] => all.filter(({ name }) => !name.includes('/'))

function contentsOf(shelf: Shelf, present?: Document, below = ''): string {
  const rows = shown(shelf).map((document) => {
    const isPresent = document === present
    const link = `<a href="${escaped(shelf.href(document.name))}"${isPresent ? ' aria-current="page"' : ''}>${escaped(titleOf(document))}</a>`
    return `<li>${link}${isPresent ? below : ''}</li>`
  })
  return `<ul>${rows.join('')}</ul>`
}

const titleOf = ({ name, text }: Document): string => /^# (.+)$/m.exec(text)?.[1] ?? name
