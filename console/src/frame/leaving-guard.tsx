/** Asks whoever leaves a page on which something would be lost, each time until nothing would be or they say so. */
import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import classes from './leaving-guard.module.css'

type Props = {
  readonly isNeeded: boolean
  readonly title: string
  /** What would be lost. */
  readonly children: ReactNode
  readonly leaveLabel: string
}

export function LeavingGuard({ isNeeded, title, children, leaveLabel }: Props) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isNeeded,
    // Reloading and closing the tab: the browser asks in its own words.
    enableBeforeUnload: () => isNeeded,
    withResolver: true,
  })
  return (
    <Dialog isOpen={status === 'blocked'} onClose={() => reset?.()} title={title}>
      {children}
      <div className={classes.actions}>
        <Button onClick={() => reset?.()} data-autofocus>
          Stay here
        </Button>
        <Button variant="default" onClick={() => proceed?.()}>
          {leaveLabel}
        </Button>
      </div>
    </Dialog>
  )
}
