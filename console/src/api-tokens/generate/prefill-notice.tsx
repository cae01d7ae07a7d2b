/** Says that a link has filled the form in, because whoever wrote the link is not who will answer for the token. */
import { Notice } from '../../problems/notice.tsx'
import { ShortList } from '../../frame/short-list.tsx'
import type { FirstAnswers } from './answers.ts'
import classes from './generate-form.module.css'

const MOST_INLINE = 5

export function PrefillNotice({ first: { isPrefilled, leftOut } }: { readonly first: FirstAnswers }) {
  if (!isPrefilled && leftOut.length === 0) return null
  return (
    <Notice tone="accent" title="The link you followed has filled in this form">
      <p>Nothing is generated until you press Generate. Check what it asks for, and change what you like.</p>
      {leftOut.length > 0 && leftOut.length <= MOST_INLINE && <p>Left out: {leftOut.join('; ')}.</p>}
      {leftOut.length > MOST_INLINE && (
        <>
          <p>Left out:</p>
          <ShortList className={classes.leftOut}>
            {leftOut.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ShortList>
        </>
      )}
    </Notice>
  )
}
