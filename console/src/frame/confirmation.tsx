/** Asks before something that cannot be taken back. It stays open, with the reason, when the server says no. */
import type { ReactNode } from 'react'
import { useSubmission } from '../forms/use-submission.ts'
import { DialogForm } from './dialog-form.tsx'
import classes from './dialog.module.css'
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
    <DialogForm
      submission={submission}
      onSubmit={() => void confirm()}
      submitLabel={confirmLabel}
      pendingLabel={pendingLabel}
      fieldNames={[]}
      isDangerous
      onClose={onClose}
      focusesCancel
    >
      <div className={classes.words}>{children}</div>
    </DialogForm>
  )
}
