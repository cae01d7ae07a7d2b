/** The value itself: hidden until it is asked for, with the ways to keep it. While hidden it is not in the page. */
import type { GeneratedApiToken, Organization } from '@countersign/api'
import { Button } from '@mantine/core'
import { IconDownload, IconEye, IconEyeOff, IconPrinter } from '@tabler/icons-react'
import { useRef } from 'react'
import { CopyButton } from '../../frame/copy-button.tsx'
import { downloadToken } from './download-token.ts'
import classes from '../../frame/value-once.module.css'
import { copiesWhole, useCopy } from '../../frame/use-copy.ts'

type Props = {
  readonly generated: GeneratedApiToken
  readonly organization: Organization
  readonly isShown: boolean
  readonly isKept: boolean
  readonly onShow: (isShown: boolean) => void
  readonly onKept: () => void
}

export function TokenValue({ generated, organization, isShown, isKept, onShow, onKept }: Props) {
  const { value } = generated
  const text = useRef<HTMLDivElement>(null)
  const { state, copy } = useCopy(value, onKept)

  const copyOrSelect = async (): Promise<void> => {
    if ((await copy()) === 'copied') return
    onShow(true)
    requestAnimationFrame(() => text.current && getSelection()?.selectAllChildren(text.current))
  }

  return (
    <section className={classes.value} aria-labelledby="value-heading">
      <h2 id="value-heading">The value</h2>
      <div
        ref={text}
        className={classes.text}
        data-hidden={isShown ? undefined : ''}
        data-testid="value"
        translate="no"
        onCopy={() => copiesWhole(value) && onKept()}
      >
        {isShown ? value : <span aria-label="Hidden">{'•'.repeat(value.length)}</span>}
      </div>
      <div className={classes.actions}>
        <CopyButton
          label="Copy"
          state={state}
          onCopy={() => void copyOrSelect()}
          variant={isKept ? 'default' : 'filled'}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => {
            downloadToken(generated, organization)
            onKept()
          }}
        >
          Download
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>
          Print
        </Button>
        <Button
          variant="subtle"
          leftSection={isShown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
          onClick={() => onShow(!isShown)}
        >
          {isShown ? 'Hide' : 'Show'}
        </Button>
        <span role="status" className={classes.said}>
          {state === 'not allowed' &&
            'This browser does not let us copy. The value is selected: copy it yourself.'}
        </span>
      </div>
    </section>
  )
}
