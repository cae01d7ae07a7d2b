/** A button that copies, and says itself that it has: to the eye by its label, to a screen reader as news. */
import { Button, type ButtonProps, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { CopyState } from './use-copy.ts'

type Props = ButtonProps & {
  readonly label: string
  readonly state: CopyState
  readonly onCopy: () => void
}

export function CopyButton({ label, state, onCopy, ...others }: Props) {
  const isCopied = state === 'copied'
  const Icon = isCopied ? IconCheck : IconCopy
  return (
    <>
      <Button leftSection={<Icon size={16} aria-hidden />} onClick={onCopy} {...others}>
        {isCopied ? 'Copied' : label}
      </Button>
      <VisuallyHidden role="status">{isCopied && 'Copied.'}</VisuallyHidden>
    </>
  )
}
