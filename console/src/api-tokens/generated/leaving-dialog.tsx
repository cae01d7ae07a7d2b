/** Asks whoever leaves without having copied, downloaded or printed the value, each time until they have or say so. */
import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { Dialog } from '../../frame/dialog.tsx'
import classes from './generated-page.module.css'

export function LeavingDialog({ isKept }: { readonly isKept: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => !isKept,
    // Reloading and closing the tab: the browser asks in its own words.
    enableBeforeUnload: () => !isKept,
    withResolver: true,
  })
  return (
    <Dialog isOpen={status === 'blocked'} onClose={() => reset?.()} title="You have not kept the value">
      <p>
        It was neither copied nor downloaded nor printed here, and it cannot be seen again. Without it the
        token is of no use until you regenerate it. If you have written it down, leave.
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
