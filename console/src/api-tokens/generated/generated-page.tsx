/**
 * The value of an API token, once. It is handed in by the page that generated it, is not put anywhere by this page
 * but where the person sends it (clipboard, file, paper), and is gone when this page is.
 */
import type { GeneratedApiToken, Organization } from '@countersign/api'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { publicUrl } from '../../connection/base-path.ts'
import { Page } from '../../frame/page.tsx'
import { useGone } from '../../frame/use-gone.ts'
import { Notice } from '../../problems/notice.tsx'
import { exchangeCommand } from './exchange-command.ts'
import { ExchangeLine } from './exchange-line.tsx'
import classes from './generated-page.module.css'
import { LeavingDialog } from './leaving-dialog.tsx'
import { PrintedSheet } from './printed-sheet.tsx'
import { TokenValue } from './token-value.tsx'

type Props = {
  readonly title: string
  readonly generated: GeneratedApiToken
  readonly organization: Organization
  readonly onContinue: () => void
  /** The page is being left for another site or closed: whoever comes back must not find the value. */
  readonly onGone: () => void
}

export function GeneratedPage({ title, generated, organization, onContinue, onGone }: Props) {
  const { value, apiToken } = generated
  const [isShown, setIsShown] = useState(false)
  const [isKept, setIsKept] = useState(false)
  const keep = (): void => setIsKept(true)
  useGone(onGone)
  return (
    <Page
      title={title}
      introduction={
        <>
          <bdi className={classes.name}>{apiToken.name}</bdi> is ready. Below is its value.
          {apiToken.overlap && ' The old one still works, as its page says.'}
        </>
      }
    >
      <div className={classes.page}>
        <Notice tone="warning" title="This is the only time you can see it">
          <p>
            Countersign keeps no copy that anyone could read, its operator included. Put it where your script
            finds it before you go on; a lost value can only be replaced by regenerating the token.
          </p>
        </Notice>
        <TokenValue
          generated={generated}
          organization={organization}
          isShown={isShown}
          isKept={isKept}
          onShow={setIsShown}
          onKept={keep}
        />
        <ExchangeLine
          command={exchangeCommand(publicUrl, value)}
          hidden={exchangeCommand(publicUrl, '…')}
          isShown={isShown}
          onKept={keep}
        />
        <div>
          <Button variant={isKept ? 'filled' : 'default'} onClick={onContinue}>
            Continue
          </Button>
        </div>
      </div>
      <PrintedSheet generated={generated} organization={organization} onPrinted={keep} />
      <LeavingDialog isKept={isKept} />
    </Page>
  )
}
