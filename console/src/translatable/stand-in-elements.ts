/**
 * What makes the console survive a browser's translator, which replaces text nodes by elements of its own: React then
 * looks for a node that is gone, and the page breaks or keeps showing what was. So no text of ours that has siblings is
 * a bare text node, and code and people's names are not translated (nor sent to whoever translates).
 */
import { createElement, type ElementType, type ReactNode } from 'react'
import { Fragment } from 'react/jsx-runtime'

/** Values, ids and commands; and names that people chose. */
const NOT_TRANSLATED: ReadonlySet<unknown> = new Set(['code', 'pre', 'bdi'])
type Text = string | number
type Empty = null | undefined | boolean

const isText = (child: ReactNode): child is Text => typeof child === 'string' || typeof child === 'number'
const isEmpty = (child: ReactNode): child is Empty =>
  child === null || child === undefined || typeof child === 'boolean'

const inElement = (text: string): ReactNode => (text.trim() === '' ? text : createElement('span', null, text))

/**
 * Each run of text in one element, where the run begins; what was empty stays, so that everything keeps its place. In a
 * row of boxes a run was one box before, and is one now.
 */
function runsInElements(children: readonly ReactNode[]): ReactNode[] {
  const placed: ReactNode[] = []
  let run = { begins: 0, text: '' }
  const endRun = (next: number): void => {
    if (run.text !== '') placed[run.begins] = inElement(run.text)
    run = { begins: next, text: '' }
  }
  for (const [index, child] of children.entries()) {
    placed.push(isText(child) ? null : child)
    if (isText(child)) {
      if (run.text === '') run.begins = index
      run.text += String(child)
    } else if (!isEmpty(child)) endRun(index + 1)
  }
  endRun(children.length)
  return placed
}

type Props = { readonly children?: ReactNode; readonly translate?: 'yes' | 'no' }

/** The properties of an element as React is to have them. */
export function standInElements(type: ElementType, props: Props): Props {
  const own = NOT_TRANSLATED.has(type) ? { translate: 'no' as const, ...props } : props
  const { children } = own
  const isFragment = type === Fragment
  // A fragment has the siblings of its parent, even when it has one child.
  if (isText(children)) return isFragment ? { ...own, children: inElement(String(children)) } : own
  if (!Array.isArray(children)) return own
  const every: readonly ReactNode[] = children
  const isAllText = every.some(isText) && every.every((child) => isText(child) || isEmpty(child))
  if (!isAllText || isFragment) return { ...own, children: runsInElements(every) }
  // Alone in its element a text may change: React then replaces all that is in it.
  return { ...own, children: every.filter(isText).join('') }
}
