/** A list of which about ten lines are shown; the others open on demand. It never leaves one out for the sake of one line. */
import type { ReactElement } from 'react'
import { Opening } from './opening.tsx'

type Props = {
  /** `li` elements with keys. */
  readonly children: readonly ReactElement[]
  readonly most?: number
  readonly className?: string | undefined
}

export function ShortList({ children, most = 10, className }: Props) {
  const shown = children.length <= most + 1 ? children : children.slice(0, most)
  const rest = children.slice(shown.length)
  return (
    <>
      <ul className={className}>{shown}</ul>
      {rest.length > 0 && (
        <Opening summary={`and ${rest.length} more`} isContinued>
          <ul className={className}>{rest}</ul>
        </Opening>
      )}
    </>
  )
}
