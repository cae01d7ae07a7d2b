/** What exchanges leave in memory until it is written: bounded, whoever sends what, and nothing is lost silently. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { heapGrowthMb } from '../../../testing/heap.ts'
import { createUsageLog } from './usage-log.ts'

const origin = (at: number) => ({
  requestId: `request ${at}`,
  address: '2001:db8:1111:2222:3333:4444:5555:6666',
  userAgent: `${at} ${'agent '.repeat(40)}`,
})

suite('uses', () => {
  const useOf = (at: number) => ({
    secretId: `secret ${at}`,
    apiTokenId: `token ${at}`,
    lastUsedAt: at,
    wasInUrl: false,
    ...origin(at),
  })

  test('of hundreds of thousands of values fit in a bounded memory, and how many were lost is told', () => {
    const log = createUsageLog()
    const growth = heapGrowthMb(() => {
      for (let at = 0; at < 300_000; at++) log.record(useOf(at))
    })
    assert.ok(growth < 60, `${growth} MB`)
    assert.equal(log.length(), 50_000)
    assert.deepEqual([log.takeLost(), log.takeLost()], [250_000, 0])
    // What was used last is what one wants to know.
    assert.equal(log.drain().at(-1)?.secretId, 'secret 299999')
  })

  test('are written early when the table is half full', () => {
    const log = createUsageLog({ most: 100 })
    let batches = 0
    log.whenCrowded(() => {
      batches++
      log.drain()
    })
    for (let at = 0; at < 1_000; at++) log.record(useOf(at))
    assert.deepEqual([batches, log.takeLost(), log.length()], [20, 0, 0])
  })

  test('that could not be written give way to newer ones, and their count is kept where the value is used again', () => {
    const log = createUsageLog({ most: 3 })
    for (const at of [1, 2, 3]) log.record(useOf(at))
    const late = log.drain()
    for (const at of [3, 4, 5]) log.record(useOf(at))
    log.restore(late)
    assert.deepEqual(
      log.drain().map(({ secretId, exchanges }) => [secretId, exchanges]),
      [
        ['secret 3', 2],
        ['secret 4', 1],
        ['secret 5', 1],
      ],
    )
    assert.equal(log.takeLost(), 2)
  })
})
