/** Says that a link has filled the form in, because whoever wrote the link is not who will answer for the token. */
import { Notice } from '../../problems/notice.tsx'
import type { FirstAnswers } from './answers.ts'

export function PrefillNotice({ first: { isPrefilled, leftOut } }: { readonly first: FirstAnswers }) {
  if (!isPrefilled && leftOut.length === 0) return null
  return (
    <Notice tone="accent" title="The link you followed has filled in this form">
      <p>Nothing is generated until you press Generate. Check what it asks for, and change what you like.</p>
      {leftOut.length > 0 && <p>Left out: {leftOut.join('; ')}.</p>}
    </Notice>
  )
}
