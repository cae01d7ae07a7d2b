/** The form of a dialog: beside its button, Cancel closes it. */
import { Button } from '@mantine/core'
import type { ComponentProps } from 'react'
import { Form } from '../forms/form.tsx'

type Props = Omit<ComponentProps<typeof Form>, 'otherActions'> & {
  readonly onClose: () => void
  /** Before what can't be taken back, so that Enter does nothing. */
  readonly focusesCancel?: boolean
}

export const DialogForm = ({ onClose, focusesCancel = false, ...form }: Props) => (
  <Form
    {...form}
    otherActions={
      <Button variant="subtle" onClick={onClose} {...(focusesCancel && { 'data-autofocus': true })}>
        Cancel
      </Button>
    }
  />
)
