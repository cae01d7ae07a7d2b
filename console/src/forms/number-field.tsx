/** A whole number, typed or stepped with the arrow keys. Empty is allowed while typing and is NaN. */
import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  readonly value: number
  readonly onChange: (value: number) => void
  readonly label: string
  /** The label is for screen readers only: what stands before it says the same. */
  readonly isLabelHidden?: boolean
  readonly max: number
  readonly error?: ReactNode
  readonly className?: string | undefined
  readonly disabled?: boolean
  readonly describedBy?: string
}

export function NumberField({
  value,
  onChange,
  max,
  describedBy,
  label,
  isLabelHidden = false,
  ...others
}: Props) {
  return (
    <TextInput
      type="number"
      inputMode="numeric"
      min={1}
      max={max}
      step={1}
      value={Number.isNaN(value) ? '' : value}
      onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      // Scrolling the page over a focused number must not change it.
      onWheel={(event) => event.currentTarget.blur()}
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      {...(describedBy !== undefined && { 'aria-describedby': describedBy })}
      {...others}
    />
  )
}
