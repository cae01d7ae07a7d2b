/** Help, as somebody reads it who has nothing but the service: whole, with links that lead somewhere, and harmless. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, type Acme } from '../../../testing/acme.ts'
import { REFUSALS } from '../../domain/refusal.ts'
import { escaped } from '../pages/html.ts'
import { written } from './markdown.ts'

const nowhere = () => undefined

/** Everything that can be reached from Help and the reference without leaving the service; what the console serves is its own. */
async function reached({ app }: Pick<Acme, 'app'>, base = ''): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  const queue = [`${base}/help`, `${base}/api/reference`]
  for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
    if (pages.has(url)) continue
    const { statusCode, body } = await app.server.inject({ url, headers: { accept: 'text/html' } })
    assert.equal(statusCode, 200, url)
    pages.set(url, body)
    for (const [, href = ''] of body.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      const [path = ''] = href.split('#')
      if (path.startsWith('/') && path !== `${base}/`) queue.push(path)
    }
  }
  return pages
}

const idsIn = (page: string): string[] => [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)

suite('Help', async () => {
  const acme = await openAcme({ after })
  const get = async (url: string) => acme.app.server.inject({ url, headers: { accept: 'text/html' } })

  test('every link in it opens, and every place that is linked to is there', async () => {
    const pages = await reached(acme)
    let seen = 0
    for (const [url, page] of pages) {
      const ids = idsIn(page)
      assert.deepEqual(ids, [...new Set(ids)], `${url} has two places of one name`)
      for (const [, href = ''] of page.matchAll(/<a [^>]*href="([^"]+)"/g)) {
        const [path = '', id] = href.split('#')
        if (id === undefined || /^https?:/.test(href)) continue
        const target = pages.get(path === '' ? url : path)
        assert.ok(target && idsIn(target).includes(id), `${url} links to ${href}`)
        seen += 1
      }
    }
    for (const name of ['scripts', 'services', 'errors', 'compatible-api', 'verify']) {
      assert.ok(pages.has(`/help/${name}`), name)
    }
    assert.ok(pages.size > 8 && seen > 100, `${pages.size} pages, ${seen} links to places`)
  })

  test('works under a path prefix, and its examples name this service', async (t) => {
    const publicUrl = 'https://login.acme.example/countersign'
    const prefixed = await openAcme(t, { env: { COUNTERSIGN_PUBLIC_URL: publicUrl } })
    const pages = await reached(prefixed, '/countersign')
    const scripts = pages.get('/countersign/help/scripts') ?? ''
    assert.ok(scripts.includes(`${publicUrl}/csp/gateway/am/api/auth/api-tokens/authorize`))
    for (const [url, page] of pages) assert.ok(!page.includes('https://tokens.example.com'), url)
  })

  test('explains every error code at a place of its own', async () => {
    const ids = idsIn((await get('/help/errors')).body)
    for (const code of [...Object.keys(REFUSALS), 'internal']) assert.ok(ids.includes(code), code)
  })

  test('an unknown page of it is a page that says so, with the contents', async () => {
    const { statusCode, body } = await get('/help/no-such-page')
    assert.equal(statusCode, 404)
    assert.match(body, /<h1>There is no such page<\/h1>/)
    assert.match(body, /href="\/help\/scripts"/)
  })

  test('its policy allows no script and no style but ours, and no page has another', async () => {
    for (const url of ['/help', '/help/services', '/help/no-such-page']) {
      const { headers, body } = await get(url)
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /^default-src 'none'; style-src 'nonce-\w{22}';/)
      assert.doesNotMatch(policy, /unsafe/)
      assert.doesNotMatch(body, /<(?:img|iframe|form|object|embed)\b| on\w+="| style="|javascript:/i)
      assert.equal(body.split('<style').length, 2)
    }
  })
})

suite('a document as HTML', () => {
  test('has nothing of the HTML that stands in it', () => {
    const { html } = written(
      '# A\n\n<script>alert(1)</script>\n\n<!-- a note -->\n\ntext <img src=x onerror=alert(1)> more\n\n| a |\n| - |\n| <b>x</b> |\n',
      nowhere,
    )
    assert.doesNotMatch(html, /<(?:script|img|b)\b|<!--/)
  })

  test('is escaped wherever text stands: in code, headings, tables and links', () => {
    const nasty = '"><i onclick=x>&'
    const { html } = written(
      `# \`${nasty}\`\n\n## \`${nasty}\`\n\n\`${nasty}\`\n\n\`\`\`sh ${nasty}\n${nasty}\n\`\`\`\n\n| \`${nasty}\` | b |\n| - | - |\n| \`${nasty}\` | [\`${nasty}\`](x) |\n`,
      () => nasty,
    )
    assert.ok(!html.includes(nasty) && !html.includes('<i onclick'))
    assert.ok(html.split(escaped(nasty)).length > 7)
  })

  test('links only where it is told to', () => {
    const { html } = written('[a](javascript:alert(1)) [b](other.md) ![c](d.png)', nowhere)
    assert.equal(html, '<p>a b </p>')
  })

  test('tells the file that a code block shows', () => {
    const { html } = written('<!-- examples/go-net-http/main.go -->\n\n```go\nx\n```\n', nowhere)
    assert.match(
      html,
      /<p class="file">examples\/go-net-http\/main\.go<\/p><pre tabindex="0"><code>x<\/code>/,
    )
  })
})
