/** Searching finds what a person would call the same, whatever language the browser speaks. */
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import test from 'node:test'
import { folded } from './folded.ts'

const SAME: readonly (readonly [search: string, text: string])[] = [
  ['import', 'CI IMPORT'],
  ['IMPORT', 'ci import'],
  ['istanbul', 'İSTANBUL'],
  ['ISPARTA', 'ısparta'],
  ['strasse', 'Straße'],
  ['ΟΔΟΣ', 'οδος'],
  ['οδοσ', 'οδός'],
  ['angstrom', 'A\u030angstro\u0308m'],
  ['Å', 'a\u030a'],
  ['backup', 'ＢＡＣＫＵＰ'],
  ['größe', 'GROSSE Größe'],
]
for (const [search, text] of SAME) {
  test(`"${search}" finds "${text}"`, () => assert.ok(folded(text).includes(folded(search))))
}

test('what is another word stays another word', () => {
  assert.ok(!folded('export').includes(folded('import')))
})

test('nothing in the console changes the case of a text by the reader’s locale', async () => {
  let seen = 0
  for await (const file of glob('console/src/**/*.{ts,tsx}')) {
    if (file.endsWith('.test.ts')) continue
    seen += 1
    assert.doesNotMatch(await readFile(file, 'utf8'), /toLocale(Lower|Upper)Case/, file)
  }
  assert.ok(seen > 100)
})
