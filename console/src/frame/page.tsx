/** One page: its title in the tab and as the heading, which takes the focus when one comes from another page. */
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page.module.css'

let isFirstPage = true

type Props = {
  readonly title: string
  /** The title is a name that somebody chose: it is shown as it is, whatever language the browser translates to. */
  readonly isName?: boolean
  /** Above the title: where this page belongs. */
  readonly above?: ReactNode
  /** What one can do here, beside the title. */
  readonly actions?: ReactNode
  /** One or two sentences on what this page is for. */
  readonly introduction?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, isName = false, above, actions, introduction, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Countersign`
  }, [title])
  useEffect(() => {
    // The browser itself announces the first page.
    if (!isFirstPage) heading.current?.focus()
    isFirstPage = false
  }, [])
  return (
    <>
      <div className={classes.head} data-introduced={introduction ? true : undefined}>
        <div className={classes.titles}>
          {above && <div className={classes.above}>{above}</div>}
          <h1 ref={heading} tabIndex={-1}>
            {isName ? <bdi>{title}</bdi> : title}
          </h1>
          {introduction && <div className={classes.introduction}>{introduction}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </>
  )
}
