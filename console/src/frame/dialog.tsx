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
  /** Of two that are open, over the other one. */
  readonly isOnTop?: boolean
}

const Z_INDEX = 200

export function Dialog({
  isOpen,
  onClose,
  title,
  children,
  mustBeAnswered = false,
  isOpaque = false,
  isOnTop = false,
}: Props) {
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      size={480}
      padding={24}
      yOffset="12vh"
      closeOnEscape={!mustBeAnswered}
      closeOnClickOutside={false}
      zIndex={isOnTop ? Z_INDEX + 1 : Z_INDEX}
      classNames={{ content: classes.content }}
    >
      <Modal.Overlay className={isOpaque ? classes.opaque : classes.overlay} />
      <Modal.Content>
        {/* Not Modal.Header, which would be a second banner of the page. */}
        <div className={classes.header}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          {!mustBeAnswered && <Modal.CloseButton aria-label="Close" />}
        </div>
        <Modal.Body className={classes.body}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
