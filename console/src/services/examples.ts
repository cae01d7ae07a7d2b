/**
 * The examples of the Help page on services, one for each framework, so that there is one text of each. The page is read
 * as text: our policy lets no script make a document out of text, and only text is wanted.
 */
export type Example = {
  readonly title: string
  /** Of its section in Help. */
  readonly id: string
  readonly files: readonly { readonly name: string; readonly text: string }[]
}

const HEADING = /^<h2 id="([\w-]+)"><a href="[^"]*">(.*?)<\/a><\/h2>/
const CODE = /(?:<p class="file">([^<]*)<\/p>)?<pre tabindex="0"><code>([^<]*)<\/code><\/pre>/g

/** As Help writes it. Sections without code are about something else. */
export const examplesIn = (html: string): readonly Example[] =>
  html.split(/(?=<h2 id=")/).flatMap((section) => {
    const [, id, title] = HEADING.exec(section) ?? []
    const files = Array.from(section.matchAll(CODE), ([, path = '', code = '']) => ({
      name: path.split('/').at(-1) ?? '',
      text: unescaped(code),
    }))
    if (id === undefined || title === undefined || files.length === 0) return []
    return [{ title: unescaped(title.replaceAll(/<[^>]*>/g, '')), id, files }]
  })

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const unescaped = (html: string): string =>
  html.replaceAll(/&(amp|lt|gt|quot|#39);/g, (entity, name: string) => CHARACTERS[name] ?? entity)

/** What the examples leave open for the service's id. */
const PLACES = /<service id>|\$\{AUDIENCE\}/g

export const filledIn = (text: string, audience: string): string => text.replaceAll(PLACES, audience)
