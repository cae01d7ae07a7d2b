/** Asks before something that cannot be taken back. It stays open, with the reason, when the server says no. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Form } from '../forms/form.tsx'
import { useSubmission } from '../forms/use-submission.ts'
import { Dialog } from './dialog.tsx'

type Props = {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  /** What will break. */
  readonly children: ReactNode
  readonly confirmLabel: string
  readonly pendingLabel: string
  readonly onConfirm: () => Promise<void>
}

export function Confirmation(props: Props) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={props.title}>
      <ConfirmationForm {...props} />
    </Dialog>
  )
}

function ConfirmationForm({ onClose, children, confirmLabel, pendingLabel, onConfirm }: Props) {
  const submission = useSubmission()
  const confirm = (): Promise<void> =>
    submission.submit(async () => {
      await onConfirm()
      onClose()
    })
  return (
    <Form
      submission={submission}
      onSubmit={() => void confirm()}
      submitLabel={confirmLabel}
      pendingLabel={pendingLabel}
      fieldNames={[]}
      isDangerous
      otherActions={
        <Button variant="subtle" onClick={onClose} data-autofocus>
          Cancel
        </Button>
      }
    >
      <div>{children}</div>
    </Form>
  )
}
