import assert from 'node:assert/strict'
import test from 'node:test'
import { safeReturnPath } from './return-path.ts'

test('after signing in one comes back to the page one was on', () => {
  assert.equal(safeReturnPath('/o/1/account/api-tokens?q=ci#top'), '/o/1/account/api-tokens?q=ci#top')
})

test('a return path never leads to another site', () => {
  const elsewhere = [
    undefined,
    '',
    'o/1',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    'javascript:alert(1)',
    '/.//evil.example',
    '/..//evil.example',
  ]
  for (const path of elsewhere) assert.equal(safeReturnPath(path), '/', String(path))
})
