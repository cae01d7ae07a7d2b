/** A remark with a coloured rule at its side: for what must be read before going on. Not for decoration. */
import type { ReactNode } from 'react'
import classes from './notice.module.css'

type Props = {
  readonly tone: 'accent' | 'warning' | 'danger'
  readonly title?: ReactNode
  readonly children?: ReactNode
  readonly role?: 'alert' | 'status' | 'note'
}

export function Notice({ tone, title, children, role = 'note' }: Props) {
  return (
    <div className={classes.notice} data-tone={tone} role={role}>
      {title && <p className={classes.title}>{title}</p>}
      {children}
    </div>
  )
}
