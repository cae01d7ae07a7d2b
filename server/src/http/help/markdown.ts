/**
 * Writes a document of ours as HTML. Every element it can write is in this file: raw HTML in a document is left out, and
 * a link leads to where `linkTo` says or is plain text.
 */
import { lexer, type Token, type Tokens } from 'marked'
import { escaped } from '../pages/html.ts'

export type Heading = { readonly id: string; readonly text: string; readonly depth: number }

export type Written = {
  readonly title: string
  /** The first sentence, as HTML. */
  readonly introduction: string
  readonly html: string
  readonly headings: readonly Heading[]
}

/** Where a link of the document leads in what is written; undefined when there is no such place. */
export type LinkTo = (href: string) => string | undefined

export function written(markdown: string, linkTo: LinkTo): Written {
  const tokens = lexer(markdown)
  const headings: Heading[] = []
  const ids: string[] = []
  const inline = (inside: readonly Token[] | undefined): string =>
    (inside ?? []).map((token) => inlineHtml(token as Tokens.Generic)).join('')
  const blocks = (inside: readonly Token[]): string =>
    inside.map((token) => blockHtml(token as Tokens.Generic)).join('')

  function inlineHtml(token: Tokens.Generic): string {
    switch (token.type) {
      case 'strong':
      case 'em':
      case 'del':
        return `<${token.type}>${inline(token.tokens)}</${token.type}>`
      case 'codespan':
        return `<code>${escaped(token['text'])}</code>`
      case 'br':
        return '<br>'
      case 'link': {
        const href = linkTo(token['href'])
        return href === undefined
          ? inline(token.tokens)
          : `<a href="${escaped(href)}">${inline(token.tokens)}</a>`
      }
      case 'text':
        return token.tokens ? inline(token.tokens) : escaped(token['text'])
      case 'escape':
        return escaped(token['text'])
      default:
        return ''
    }
  }

  function blockHtml(token: Tokens.Generic): string {
    switch (token.type) {
      case 'heading':
        return heading(token as Tokens.Heading)
      case 'paragraph':
        return `<p>${inline(token.tokens)}</p>`
      case 'text':
        return inlineHtml(token)
      case 'code':
        // It scrolls sideways, so the keyboard must be able to get there.
        return `<pre tabindex="0"><code>${escaped(token['text'])}</code></pre>`
      case 'blockquote':
        return `<blockquote>${blocks(token.tokens ?? [])}</blockquote>`
      case 'list': {
        const { ordered, items } = token as Tokens.List
        const name = ordered ? 'ol' : 'ul'
        return `<${name}>${items.map((item) => `<li>${blocks(item.tokens)}</li>`).join('')}</${name}>`
      }
      case 'table':
        return table(token as Tokens.Table)
      case 'html':
        return fileNote(token['text'])
      case 'hr':
        return '<hr>'
      default:
        return ''
    }
  }

  function heading({ depth, tokens: inside }: Tokens.Heading): string {
    const text = plain(inside)
    const id = idFor(slugOf(text))
    headings.push({ id, text, depth })
    const name = `h${depth}`
    return depth === 1
      ? `<h1>${inline(inside)}</h1>`
      : `<${name} id="${id}"><a href="#${id}">${inline(inside)}</a></${name}>`
  }

  function table({ header, rows }: Tokens.Table): string {
    const head = header.map((cell) => `<th scope="col">${inline(cell.tokens)}</th>`).join('')
    const body = rows.map((row) => {
      const [first] = row
      // So that a word that a table explains can be linked to: a code, a claim, a setting.
      const word =
        first?.tokens.length === 1 && first.tokens[0]?.type === 'codespan' ? plain(first.tokens) : ''
      const cells = row.map((cell) => `<td>${inline(cell.tokens)}</td>`).join('')
      return `<tr${/^[\w.-]+$/.test(word) ? ` id="${idFor(word)}"` : ''}>${cells}</tr>`
    })
    return `<div class="table" tabindex="0" role="group" aria-label="Table"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`
  }

  /** The first of a name has it; as GitHub does, those after it are numbered. */
  function idFor(name: string): string {
    const before = ids.filter((id) => id === name).length
    ids.push(name)
    return before === 0 ? name : `${name}-${before}`
  }

  const html = blocks(tokens)
  const first = tokens.find(({ type }) => type === 'paragraph') as Tokens.Paragraph | undefined
  return {
    title: headings[0]?.text ?? '',
    introduction: inline(sentence(first?.tokens ?? [])),
    html,
    headings,
  }
}

/** As far as the first full stop that ends a sentence. */
function sentence(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ type, raw }) => type === 'text' && /\.(?=\s|$)/.test(raw))
  const last = tokens[at]
  if (last?.type !== 'text') return tokens
  return [...tokens.slice(0, at), { type: 'escape', raw: '', text: last.raw.replace(/\.(?=\s|$).*/s, '.') }]
}

/** As GitHub makes them, so that a link to a heading works in both places. */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

const plain = (tokens: readonly Token[]): string =>
  tokens
    .map((token) =>
      'tokens' in token && token.tokens ? plain(token.tokens) : ((token as Tokens.Text).text ?? ''),
    )
    .join('')

/** A comment that names the file which a code block shows; every other one is left out. */
function fileNote(html: string): string {
  const [, path] = /^<!-- ([\w./-]+\.\w+) -->\s*$/.exec(html) ?? []
  return path === undefined ? '' : `<p class="file">${escaped(path)}</p>`
}
