import assert from 'node:assert/strict'
import test from 'node:test'
import { ApiError } from '@countersign/api'
import { PageNotLoaded } from '../connection/page-not-loaded.ts'
import { wordsOf } from './words.ts'

const refused = (status: number, code: string): ApiError =>
  new ApiError(status, { code, title: `Title of ${code}`, detail: `Detail of ${code}.` })

const CASES: Readonly<Record<string, readonly [unknown, boolean?]>> = {
  'a fault of the page': [new TypeError('undefined is not a function')],
  'no network': [new ApiError(0, {}), false],
  'a server that cannot be reached': [new ApiError(0, {})],
  'a part of the console that is gone': [new PageNotLoaded(true, undefined)],
  'a proxy without a server': [refused(502, 'unexpected_answer')],
  'a stranger’s answer': [refused(200, 'unexpected_answer')],
  'not allowed': [refused(403, 'forbidden')],
  'not there': [refused(404, 'not_found')],
  'no such token': [refused(404, 'api_token_not_found')],
  'changed by another': [refused(409, 'conflict')],
  'too large': [refused(413, 'body_too_large')],
  'too slow': [refused(408, 'request_timeout')],
  'too often': [refused(429, 'too_many_attempts')],
  'being stopped': [refused(503, 'stopping')],
  'without its database': [refused(503, 'store_unavailable')],
  'a fault of the server': [refused(500, 'internal')],
}

test('two cases are never told in one sentence, and each says what to do', () => {
  const titles = new Set<string>()
  const advices = new Set<string>()
  for (const [what, [error, isOnline = true]] of Object.entries(CASES)) {
    const { title, advice } = wordsOf(error, isOnline)
    assert.ok(title.length > 5 && !titles.has(title), `${what}: ${title}`)
    // What only its owner can open is told alike, so that nobody learns what is there.
    if (!what.startsWith('no such'))
      assert.ok(advice.length > 5 && !advices.has(advice), `${what}: ${advice}`)
    titles.add(title)
    advices.add(advice)
  }
})

test('no page that is told about has a status number for a title', () => {
  for (const [error, isOnline = true] of Object.values(CASES)) {
    assert.doesNotMatch(wordsOf(error, isOnline).title, /\d{3}/)
  }
})

test('a page whose code cannot be loaded without a network is told as that', () => {
  const error = new PageNotLoaded(false, undefined)
  assert.equal(wordsOf(error, false).title, 'You are offline')
  assert.equal(wordsOf(error, true).title, 'The server could not be reached')
})
