/** The frame of the pages before one is signed in: the mark, a title, one form. */
import { type ReactNode, useEffect } from 'react'
import { publicUrl } from '../connection/base-path.ts'
import { Wordmark } from '../mark/wordmark.tsx'
import classes from './entrance.module.css'

type Props = { readonly title: string; readonly introduction?: ReactNode; readonly children: ReactNode }

export function Entrance({ title, introduction, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Countersign`
  }, [title])
  return (
    <main className={classes.entrance}>
      <div className={classes.mark}>
        <Wordmark isAlwaysWhole />
      </div>
      <h1>{title}</h1>
      <p className={classes.where}>{publicUrl.replace(/^https?:\/\//, '')}</p>
      {introduction && <div className={classes.introduction}>{introduction}</div>}
      <div className={classes.content}>{children}</div>
    </main>
  )
}
