/** A dialog: it holds the focus while it is open and gives it back to whatever opened it. */
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './dialog.module.css'

type Props = {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  /** One that must be answered has no way round it. */
  readonly mustBeAnswered?: boolean
  /** Hides the page behind it. */
  readonly isOpaque?: boolean
}

export function Dialog({ isOpen, onClose, title, children, mustBeAnswered = false, isOpaque = false }: Props) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={480}
      padding={24}
      yOffset="12vh"
      withCloseButton={!mustBeAnswered}
      closeOnEscape={!mustBeAnswered}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{
        title: classes.title,
        content: classes.content,
        header: classes.header,
        overlay: isOpaque ? classes.opaque : classes.overlay,
      }}
    >
      <div className={classes.body}>{children}</div>
    </Modal>
  )
}
