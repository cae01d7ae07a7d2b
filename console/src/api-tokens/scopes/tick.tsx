/** The box of a tree row: ticked, partly ticked, empty. A picture only; the row says it to screen readers. */
import type { Ticked } from './choice.ts'
import classes from './tick.module.css'

export function Tick({ ticked }: { readonly ticked: Ticked }) {
  return (
    <svg viewBox="0 0 16 16" width={16} height={16} className={classes.tick} data-ticked={ticked}>
      <rect x="0.75" y="0.75" width="14.5" height="14.5" rx="3" />
      {ticked === 'all' && <path d="M4 8.3l2.7 2.7L12 5.6" />}
      {ticked === 'some' && <path d="M4.5 8h7" />}
    </svg>
  )
}
