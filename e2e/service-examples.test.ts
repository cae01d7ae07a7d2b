/** The examples in the documents are the files that are run, to the letter. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const root = new URL('../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

/** A comment that names a file, and the code block after it. */
const EXAMPLE = /<!-- (examples\/\S+) -->\n\n```\w+\n([\s\S]*?)\n```/g

test('each example for services that the documents show is the file that it names', async () => {
  const shown = [...(await read('docs/services.md')).matchAll(EXAMPLE)]
  assert.ok(shown.length >= 6)
  for (const [, path = '', code] of shown) assert.equal(`${code}\n`, await read(path), path)
})
