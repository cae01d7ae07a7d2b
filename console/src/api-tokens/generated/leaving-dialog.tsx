/** Asks once, when someone leaves without having copied, downloaded or printed the value. */
import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useRef } from 'react'
import { Dialog } from '../../frame/dialog.tsx'
import classes from './generated-page.module.css'

export function LeavingDialog({ isKept }: { readonly isKept: boolean }) {
  const hasAsked = useRef(false)
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => {
      const asks = !isKept && !hasAsked.current
      hasAsked.current = true
      return asks
    },
    // Reloading and closing the tab: the browser asks in its own words.
    enableBeforeUnload: () => !isKept,
    withResolver: true,
  })
  return (
    <Dialog isOpen={status === 'blocked'} onClose={() => reset?.()} title="You have not kept the value">
      <p>
        It was neither copied nor downloaded nor printed, and it cannot be seen again. Without it the token is
        of no use until you regenerate it.
      </p>
      <div className={classes.actions}>
        <Button onClick={() => reset?.()} data-autofocus>
          Stay here
        </Button>
        <Button variant="default" onClick={() => proceed?.()}>
          Leave without it
        </Button>
      </div>
    </Dialog>
  )
}
