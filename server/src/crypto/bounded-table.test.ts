/** However many entries and however long the keys, a table stays as large as it was told to be. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heapGrowthMb } from '../../testing/heap.ts'
import { createBoundedTable } from './bounded-table.ts'

test('hundreds of thousands of long keys cost what a few thousand short ones do', () => {
  const table = createBoundedTable<number>({ most: 5_000 })
  const growth = heapGrowthMb(() => {
    for (let key = 0; key < 300_000; key++) table.set(`${'long '.repeat(800)}${key}`, key)
  })
  assert.equal(table.size, 5_000)
  assert.ok(growth < 8, `${growth} MB`)
})

test('a key is found whatever its length, and is no other one', () => {
  const table = createBoundedTable<string>({ most: 100 })
  const keys = [
    '',
    'a',
    'x'.repeat(40),
    'x'.repeat(41),
    'x'.repeat(43),
    'x'.repeat(10_000),
    `${'x'.repeat(10_000)}y`,
  ]
  for (const key of keys) table.set(key, `value of ${key}`)
  for (const key of keys) assert.equal(table.get(key), `value of ${key}`)
  for (const key of keys) table.delete(key)
  assert.equal(table.size, 0)
})

test('of more than it holds the first goes and is told; one that is set again keeps its place', () => {
  const table = createBoundedTable<number>({ most: 2 })
  assert.deepEqual(
    [table.set('one', 1), table.set('two', 2), table.set('one', 11)],
    [undefined, undefined, undefined],
  )
  assert.equal(table.set('three', 3), 11)
  assert.deepEqual([table.first(), table.drain(), table.size, table.removeFirst()], [2, [2, 3], 0, undefined])
})
