/** Turns the pages of a list that is longer than one. Nothing where there is one page. */
import { Button } from '@mantine/core'
import classes from './page-turner.module.css'

type Props = {
  /** What the pages are of, for who hears it. */
  readonly label: string
  readonly page: number
  readonly pageSize: number
  readonly total: number
  readonly onTurn: (page: number) => void
}

export function PageTurner({ label, page, pageSize, total, onTurn }: Props) {
  const last = Math.max(1, Math.ceil(total / pageSize))
  if (last === 1 && page === 1) return null
  return (
    <nav aria-label={label} className={classes.pages}>
      <Button variant="default" disabled={page <= 1} onClick={() => onTurn(page - 1)}>
        Previous
      </Button>
      <span>
        Page {page} of {last}
      </span>
      <Button variant="default" disabled={page >= last} onClick={() => onTurn(page + 1)}>
        Next
      </Button>
    </nav>
  )
}
