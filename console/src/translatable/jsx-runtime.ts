/** React's runtime for JSX, with every text in an element of its own: see `stand-in-elements.ts`. */
import type { ElementType, Key, ReactElement } from 'react'
import * as react from 'react/jsx-runtime'
import { standInElements } from './stand-in-elements.ts'

export type { JSX } from 'react/jsx-runtime'
export { Fragment } from 'react/jsx-runtime'

export const jsx = (type: ElementType, props: object, key?: Key): ReactElement =>
  react.jsx(type, standInElements(type, props), key)

export const jsxs = (type: ElementType, props: object, key?: Key): ReactElement =>
  react.jsxs(type, standInElements(type, props), key)
