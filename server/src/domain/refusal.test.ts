/** Whoever is refused is told what to do next, whatever the refusal. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Refusal, REFUSALS, type RefusalCode } from './refusal.ts'

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

  test('says what is particular where that is known', () => {
    const { detail, isGeneral } = new Refusal('conflict', { detail: 'Wait a minute.' })
    assert.deepEqual([detail, isGeneral], ['Wait a minute.', false])
    assert.ok(new Refusal('conflict').isGeneral)
  })
})
