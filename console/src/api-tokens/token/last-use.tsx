/** When, from where and by what something was last used. */
import type { ApiToken } from '@countersign/api'
import { Moment } from '../../moments/moment.tsx'
import { From } from '../../user-agents/from.tsx'
import classes from './token-page.module.css'

export function LastUse({ use: { at, ...whence } }: { readonly use: NonNullable<ApiToken['lastUse']> }) {
  return (
    <>
      <Moment at={at} as="date-and-time" isFocusable />{' '}
      <span className={classes.soft}>
        (<Moment at={at} as="from-now" />)
      </span>
      <br />
      <From {...whence} />
    </>
  )
}
