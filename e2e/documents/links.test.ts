/** Every link from one document of ours to another place in the repository leads there. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import test from 'node:test'
import { written } from '../../server/src/http/help/markdown.ts'
import { ROOT } from './blocks.ts'

test('every link between the documents leads to a file that is there, and to a heading that is in it', async () => {
  const broken: string[] = []
  let seen = 0
  for await (const path of glob('{*.md,{docs,verify,server,cli,console,api,bench,examples}/**/*.md}', {
    cwd: ROOT,
    exclude: ['**/node_modules/**', '**/documents/**'],
  })) {
    const links: string[] = []
    written(await readFile(ROOT + path, 'utf8'), (href) => {
      links.push(href)
      return undefined
    })
    for (const href of links) {
      if (/^https?:/.test(href)) continue
      seen += 1
      if (!(await isThere(path, href))) broken.push(`${path}: ${href}`)
    }
  }
  assert.deepEqual(broken, [])
  assert.ok(seen > 20, String(seen))
})

async function isThere(from: string, href: string): Promise<boolean> {
  const [path = '', id] = href.split('#')
  const target = path === '' ? from : posix.join(posix.dirname(from), path)
  if (!existsSync(ROOT + target)) return false
  if (id === undefined) return true
  return written(await readFile(ROOT + target, 'utf8'), () => undefined).html.includes(` id="${id}"`)
}
