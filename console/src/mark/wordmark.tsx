/** The mark with the name beside it; on narrow screens the mark alone. */
import { Mark } from './mark.tsx'
import classes from './wordmark.module.css'

export function Wordmark({ isAlwaysWhole = false }: { readonly isAlwaysWhole?: boolean }) {
  return (
    <span className={classes.wordmark} data-whole={isAlwaysWhole || undefined}>
      <Mark size={24} />
      <span className={classes.name}>Countersign</span>
    </span>
  )
}
