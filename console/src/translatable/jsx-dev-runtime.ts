/** The same as `jsx-runtime.ts` while developing. */
import type { ElementType, Key, ReactElement } from 'react'
import * as react from 'react/jsx-dev-runtime'
import { standInElements } from './stand-in-elements.ts'

export { Fragment } from 'react/jsx-dev-runtime'

export const jsxDEV = (
  type: ElementType,
  props: object,
  key: Key | undefined,
  isStatic: boolean,
  source?: react.JSXSource,
  self?: unknown,
): ReactElement => react.jsxDEV(type, standInElements(type, props), key, isStatic, source, self)
