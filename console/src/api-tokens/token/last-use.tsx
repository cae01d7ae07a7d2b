/** When, from where and by what something was last used. */
import type { ApiToken } from '@countersign/api'
import { Moment } from '../../moments/moment.tsx'
import { programInWords } from '../../user-agents/program-in-words.ts'
import classes from './token-page.module.css'

export function LastUse({
  use: { at, address, userAgent },
}: {
  readonly use: NonNullable<ApiToken['lastUse']>
}) {
  return (
    <>
      <Moment at={at} as="date-and-time" isFocusable />{' '}
      <span className={classes.soft}>
        (<Moment at={at} as="from-now" />)
      </span>
      <br />
      from <code>{address}</code>
      {userAgent && <> by {programInWords(userAgent)}</>}
    </>
  )
}
