/** What revoking an API token takes along. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { ApiToken } from '@countersign/api'
import { madeWith } from './made-with.ts'

const token = (id: string, maker: string | null = null, state: ApiToken['state'] = 'active') =>
  ({ id, name: id, madeWith: maker, state }) as ApiToken

const names = (tokens: readonly ApiToken[]): string[] => tokens.map(({ id }) => id).toSorted()

test('what a token made, and what that made, is found, also through one that is revoked', () => {
  const root = token('root')
  const all = [
    root,
    token('child', 'root', 'revoked'),
    token('grandchild', 'child', 'expired'),
    token('sibling', 'root'),
    token('other'),
    token('others child', 'other'),
  ]
  assert.deepEqual(names(madeWith([root], all)), ['grandchild', 'sibling'])
  assert.deepEqual(madeWith([token('none')], all), [])
})

test('what is chosen itself is not counted again, and a circle ends', () => {
  const [one, two] = [token('one', 'two'), token('two', 'one')]
  assert.deepEqual(madeWith([one, two], [one, two]), [])
  assert.deepEqual(names(madeWith([one], [one, two])), ['two'])
})
