/** The readme's tables say what the code does. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { verifyErrors } from './errors.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const options = readFileSync(new URL('options.ts', import.meta.url), 'utf8')

const rowsUnder = (heading: string) =>
  [
    ...readme
      .split(`## ${heading}\n`)[1]!
      .split('\n## ')[0]!
      .matchAll(/^\| `(\w+)` +\| ([^|]+?) +\|/gm),
  ].map((row) => row.slice(1))

test('the readme lists every error code with its status, and no other', () => {
  const codes = Object.entries(verifyErrors).map(([code, { status }]) => [code, String(status)])
  assert.deepEqual(rowsUnder('Errors'), codes)
})

test('the readme lists every option, and no other', () => {
  const declared = [...options.matchAll(/^ {2}(\w+)\??: (?!read)/gm)].map(([, option]) => option)
  assert.ok(declared.length > 10, declared.join())
  assert.deepEqual(
    rowsUnder('Options').map(([option]) => option),
    declared,
  )
})
