/** Where something will be read into: as many lines as it will roughly take. */
import { Skeleton, VisuallyHidden } from '@mantine/core'
import classes from './lines.module.css'

type Props = { readonly count: number; readonly height?: number; readonly label: string }

export function Lines({ count, height = 16, label }: Props) {
  return (
    <div className={classes.lines} role="status" aria-busy="true">
      <VisuallyHidden>{label}…</VisuallyHidden>
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} height={height} width={`${92 - ((line * 23) % 40)}%`} />
      ))}
    </div>
  )
}
