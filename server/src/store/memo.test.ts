import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memo } from './memo.ts'

const counting = (mostCharacters: number) => {
  let made = 0
  const find = memo((text) => ({ text, number: (made += 1) }), mostCharacters)
  return { find, made: () => made }
}

test('what was made of a text is answered again, and nothing else', () => {
  const { find, made } = counting(100)
  assert.equal(find('a'), find('a'))
  assert.equal(find('b').text, 'b')
  assert.equal(made(), 2)
})

test('no more is kept than its bound, and the oldest goes first', () => {
  const { find, made } = counting(10)
  for (const text of ['aaaa', 'bbbb', 'cccc']) find(text)
  find('cccc')
  find('bbbb')
  assert.equal(made(), 3)
  find('aaaa')
  assert.equal(made(), 4)
  find('x'.repeat(11))
  find('x'.repeat(11))
  assert.equal(made(), 6, 'a text above the bound is not kept')
  find('aaaa')
  assert.equal(made(), 6)
})

test('a million different texts leave no more than the bound behind', () => {
  const { find } = counting(1_000)
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 1_000_000; index++) find(String(index))
  assert.ok(process.memoryUsage().heapUsed - before < 64 * 2 ** 20)
})
