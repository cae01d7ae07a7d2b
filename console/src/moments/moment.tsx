/** A date as the reader writes it, with the exact instant on hover and, where it stands alone, on focus. */
import { Tooltip } from '@mantine/core'
import { formatDate, formatDateAndTime, formatExactly, formatFromNow, readerLanguage } from './formats.ts'
import classes from './moment.module.css'
import { useNow } from './use-now.ts'

type Props = {
  /** RFC 3339. */
  readonly at: string
  readonly as?: 'date' | 'date-and-time' | 'from-now'
  /** In a long list every date would be a stop for the Tab key. */
  readonly isFocusable?: boolean
}

export function Moment({ at, as = 'date', isFocusable = false }: Props) {
  const now = useNow()
  const instant = Date.parse(at)
  const shown =
    as === 'from-now'
      ? formatFromNow(instant, now)
      : as === 'date'
        ? formatDate(instant)
        : formatDateAndTime(instant)
  return (
    <Tooltip
      label={
        <>
          <span lang={readerLanguage}>{formatExactly(instant)}</span>
          <br />
          {new Date(instant).toISOString()}
        </>
      }
      events={{ hover: true, focus: true, touch: true }}
    >
      <time
        dateTime={at}
        lang={readerLanguage}
        className={classes.moment}
        tabIndex={isFocusable ? 0 : undefined}
      >
        {shown}
      </time>
    </Tooltip>
  )
}
