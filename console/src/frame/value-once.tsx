/** A value that is seen once, with the ways to keep it. It is gone when this is. */
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Notice } from '../problems/notice.tsx'
import { CopyButton } from './copy-button.tsx'
import { LeavingGuard } from './leaving-guard.tsx'
import { useCopy } from './use-copy.ts'
import { useGone } from './use-gone.ts'
import classes from './value-once.module.css'

export type SeenOnce = {
  readonly value: string
  readonly onContinue: () => void
  /** The page is being left: whoever comes back must not find it. */
  readonly onGone: () => void
}

type Props = SeenOnce & {
  /** What it is called within a sentence. */
  readonly noun: string
  /** What to do with it before going on. */
  readonly advice: ReactNode
  readonly onDownload?: () => void
}

export function ValueOnce({ value, onContinue, onGone, noun, advice, onDownload }: Props) {
  const [isKept, setIsKept] = useState(false)
  const { state, copy } = useCopy(value, () => setIsKept(true))
  useGone(onGone)
  const download = (): void => {
    onDownload?.()
    setIsKept(true)
  }
  const isDownloadable = onDownload !== undefined
  return (
    <div className={classes.value}>
      <Notice tone="warning" title="This is the only time you can see it">
        <p>{advice}</p>
      </Notice>
      <div className={classes.text} data-testid="value" translate="no">
        {value}
      </div>
      <div className={classes.actions}>
        <CopyButton
          label="Copy"
          state={state}
          onCopy={() => void copy()}
          variant={isKept ? 'default' : 'filled'}
        />
        {isDownloadable && (
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={download}>
            Download
          </Button>
        )}
        <Button variant={isKept ? 'filled' : 'default'} onClick={onContinue}>
          Continue
        </Button>
        <span role="status" className={classes.said}>
          {state === 'not allowed' &&
            `This browser does not let us copy. Select it${isDownloadable ? ', or download it' : ''}.`}
        </span>
      </div>
      <LeavingGuard isNeeded={!isKept} title={`You have not kept the ${noun}`} leaveLabel="Leave without it">
        <p>
          {isDownloadable ? 'It was neither copied nor downloaded here' : 'It was not copied here'}, and it
          cannot be seen again. A new one can be made.
        </p>
      </LeavingGuard>
    </div>
  )
}
