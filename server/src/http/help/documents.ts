/** The documents of this project as files: in a checkout where they are written, in the package a copy of them. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Document = {
  /** Its address below Help, and how it is told from others. */
  readonly name: string
  /** From the root of the project, as links between documents are written. */
  readonly path: string
  readonly text: string
}

/** What is shown in the contents, in this order; others follow, and those in folders are only linked to. */
const ORDER = [
  'scripts',
  'services',
  'openid-connect',
  'verify',
  'errors',
  'oauth-apps',
  'event-streams',
  'compatible-api',
  'operations',
  'mail',
  'configuration',
]

const PACKED = fileURLToPath(new URL('../../../documents/', import.meta.url))
const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))

export function documents(): readonly Document[] {
  const root = existsSync(PACKED) ? PACKED : CHECKOUT
  return ['docs/*.md', 'docs/decisions/*.md', 'verify/README.md']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((found) => {
      const path = found.replaceAll('\\', '/')
      return { name: nameOf(path), path, text: readFileSync(posix.join(root, path), 'utf8') }
    })
    .toSorted((one, other) => placeOf(one) - placeOf(other) || one.name.localeCompare(other.name))
}

const nameOf = (path: string): string =>
  path === 'verify/README.md' ? 'verify' : path.slice('docs/'.length, -'.md'.length)

const placeOf = ({ name }: Document): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)

/** The document that a link in another one names, with what follows its `#`. */
export function linked(
  all: readonly Document[],
  from: Document,
  href: string,
): { readonly document: Document; readonly fragment: string } | undefined {
  const [path = '', fragment] = href.split('#')
  const target = path === '' ? from.path : posix.join(posix.dirname(from.path), path)
  const document = all.find((each) => each.path === target)
  return document && { document, fragment: fragment === undefined ? '' : `#${fragment}` }
}
