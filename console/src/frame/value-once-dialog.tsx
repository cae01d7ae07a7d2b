/** Makes something whose value is seen once: the form first, then the value, which the dialog forgets when it is closed. */
import { useCallback, useState, type ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import type { SeenOnce } from './value-once.tsx'

type Props = {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  readonly titleOfValue: string
  readonly form: (onMade: (value: string) => void) => ReactNode
  readonly shown: (seen: SeenOnce) => ReactNode
}

export function ValueOnceDialog({ isOpen, onClose, title, titleOfValue, form, shown }: Props) {
  const [value, setValue] = useState<string>()
  const close = useCallback((): void => {
    setValue(undefined)
    onClose()
  }, [onClose])
  const forget = useCallback(() => setValue(undefined), [])
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={value === undefined ? title : titleOfValue}
      mustBeAnswered={value !== undefined}
    >
      {value === undefined ? form(setValue) : shown({ value, onContinue: close, onGone: forget })}
    </Dialog>
  )
}
