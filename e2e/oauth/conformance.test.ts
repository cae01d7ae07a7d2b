/** `docs/conformance.md` says which test shows what a module of the conformance suite asks for: each of them is there. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string): Promise<string> => readFile(new URL(path, ROOT), 'utf8')

test('every test that the list of conformance modules names exists', async () => {
  const rows = [...(await read('docs/conformance.md')).matchAll(/^\| (\w+) .*\| `(.+?)` +\| (.+?) +\|$/gm)]
  assert.ok(rows.length > 30, `only ${rows.length} rows`)
  for (const [, module, file = '', name = ''] of rows)
    assert.ok((await read(file)).includes(name), `${module}: ${file} has no "${name}"`)
})
