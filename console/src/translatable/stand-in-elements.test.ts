/** Text beside something else stands in an element; text alone, and everything that is no text, stays as it is. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { createElement, isValidElement, type ElementType, type ReactNode } from 'react'
import { Fragment } from 'react/jsx-runtime'
import { standInElements } from './stand-in-elements.ts'

const mark = createElement('b', null, 'x')
/** As one would write it, `<span>` for each element that was made. */
const written = (children: ReactNode): string =>
  (Array.isArray(children) ? (children as ReactNode[]) : [children])
    .map((child) => {
      if (!isValidElement<{ children: string }>(child)) return typeof child === 'string' ? child : ''
      return child === mark ? '<b/>' : `<span>${child.props.children}</span>`
    })
    .join('')
const rows: readonly [name: string, type: ElementType, children: ReactNode, expected: string][] = [
  ['a text alone', 'p', 'Sign in', 'Sign in'],
  ['a number alone', 'p', 3, ''],
  ['texts beside each other are one', 'p', ['Revoke ', 2, ' tokens'], 'Revoke 2 tokens'],
  ['text around an element', 'p', ['In ', mark, ', as owner'], '<span>In </span><b/><span>, as owner</span>'],
  ['a text that may go', 'p', [mark, false, 'Copied.'], '<b/><span>Copied.</span>'],
  ['a run goes on over what is not there', 'p', ['a', null, 'b', mark], '<span>ab</span><b/>'],
  ['a blank between elements', 'p', [mark, ' ', mark], '<b/> <b/>'],
  ['a text alone in a fragment', Fragment, 'until', '<span>until</span>'],
  ['texts in a fragment', Fragment, ['until ', 'noon'], '<span>until noon</span>'],
]
for (const [name, type, children, expected] of rows) {
  test(`${name} is ${expected || 'as it was'}`, () => {
    assert.equal(written(standInElements(type, { children }).children), expected)
  })
}

test('code, commands and names are not translated, and nothing else is kept from it', () => {
  for (const type of ['code', 'pre', 'bdi'] as const) assert.equal(standInElements(type, {}).translate, 'no')
  assert.equal(standInElements('p', {}).translate, undefined)
  assert.equal(standInElements('code', { translate: 'yes' }).translate, 'yes')
})

test('what is empty keeps its place, so that an element beside it stays the same when it comes', () => {
  const places = (isThere: boolean): number =>
    (
      standInElements('p', { children: ['a', isThere && mark, 'b', mark] }).children as ReactNode[]
    ).lastIndexOf(mark)
  assert.equal(places(true), 3)
  assert.equal(places(false), 3)
})
