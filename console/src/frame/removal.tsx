/** The button that removes what a page is about, and what is asked before. Its children tell what stops. */
import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { Confirmation } from './confirmation.tsx'

type Props = {
  readonly title: string
  readonly onRemove: () => Promise<void>
  readonly children: ReactNode
}

export function Removal({ title, onRemove, children }: Props) {
  const [isAsked, setIsAsked] = useState(false)
  return (
    <>
      <Button variant="danger-quiet" onClick={() => setIsAsked(true)}>
        Remove…
      </Button>
      <Confirmation
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        title={title}
        confirmLabel="Remove"
        pendingLabel="Removing…"
        onConfirm={onRemove}
      >
        {children}
      </Confirmation>
    </>
  )
}
