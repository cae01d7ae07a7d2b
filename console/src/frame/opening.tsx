/** What opens on demand. Its content is not in the page before: there may be thousands of lines of it. */
import { type ReactNode, useState } from 'react'
import classes from './opening.module.css'

type Props = {
  readonly summary: ReactNode
  /** What it opens goes on with what stands before, at the same distance from the edge. */
  readonly isContinued?: boolean
  readonly children: ReactNode
}

export function Opening({ summary, isContinued = false, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      className={classes.opening}
      data-continued={isContinued || undefined}
      onToggle={(event) => event.target === event.currentTarget && setOpen(event.currentTarget.open)}
    >
      <summary>{summary}</summary>
      {isOpen && <div className={classes.content}>{children}</div>}
    </details>
  )
}
