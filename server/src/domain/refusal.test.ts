/** Whoever is refused is told what to do next, whatever the refusal. */
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Refusal, REFUSALS, type RefusalCode } from './refusal.ts'

/** Tests, and the tables that say the codes in other words. */
const NOT_THROWN = ['**/*.test.ts', 'domain/refusal.ts', 'http/oauth/oauth-error.ts']
const CODES = Object.keys(REFUSALS) as RefusalCode[]

suite('a refusal', () => {
  test('says what to do next, for every code, where nothing particular is said', () => {
    assert.ok(CODES.length > 30)
    for (const code of CODES) {
      const { title, detail } = new Refusal(code)
      assert.match(detail, /^[A-Z].+ .+\.$/, code)
      assert.ok(!detail.startsWith(title), `${code} only repeats its title`)
    }
  })

  test('has a sentence of its own: no two codes share one', () => {
    const sentences = CODES.map((code) => new Refusal(code).detail)
    assert.deepEqual(
      sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index),
      [],
    )
  })

  test('is thrown somewhere, for every code: nobody is told of one that can’t happen', async () => {
    const root = new URL('../', import.meta.url)
    const thrown = new Set<string>()
    for await (const file of glob('**/*.ts', { cwd: fileURLToPath(root), exclude: NOT_THROWN })) {
      const text = await readFile(new URL(file, root), 'utf8')
      for (const [, code = ''] of text.matchAll(/\bRefusal\(\s*'(\w+)'/g)) thrown.add(code)
      // A code that is chosen first.
      for (const [, code = ''] of text.matchAll(/(?:\?|:|=|\() ?'(\w+)'/g)) thrown.add(code)
    }
    assert.deepEqual(
      CODES.filter((code) => !thrown.has(code)),
      [],
    )
  })

  test('says what is particular where that is known', () => {
    const { detail, isGeneral } = new Refusal('conflict', { detail: 'Wait a minute.' })
    assert.deepEqual([detail, isGeneral], ['Wait a minute.', false])
    assert.ok(new Refusal('conflict').isGeneral)
  })
})
