/** A secret that is seen once, with the ways to keep it. It is gone when this is. */
import type { Organization } from '@countersign/api'
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { publicUrl } from '../connection/base-path.ts'
import { CopyButton } from '../frame/copy-button.tsx'
import { downloadJson } from '../frame/download-json.ts'
import { LeavingGuard } from '../frame/leaving-guard.tsx'
import { useCopy } from '../frame/use-copy.ts'
import { useGone } from '../frame/use-gone.ts'
import { Notice } from '../problems/notice.tsx'
import classes from '../api-tokens/generated/generated-page.module.css'

type Props = {
  readonly organization: Organization
  readonly app: { readonly id: string; readonly name: string }
  readonly value: string
  readonly onContinue: () => void
  /** The page is being left: whoever comes back must not find it. */
  readonly onGone: () => void
}

export function SecretOnce({ organization, app, value, onContinue, onGone }: Props) {
  const [isKept, setIsKept] = useState(false)
  const { state, copy } = useCopy(value, () => setIsKept(true))
  useGone(onGone)
  const download = (): void => {
    downloadJson('oauth-app', app.name, {
      name: app.name,
      client_id: app.id,
      client_secret: value,
      organization: { id: organization.id, name: organization.displayName },
      token_endpoint: `${publicUrl}/oauth2/token`,
      discovery: `${publicUrl}/.well-known/openid-configuration`,
    })
    setIsKept(true)
  }
  return (
    <div className={classes.value}>
      <Notice tone="warning" title="This is the only time you can see it">
        <p>
          Countersign keeps no copy that anyone could read. Put it where the app finds it before you go on.
        </p>
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
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={download}>
          Download
        </Button>
        <Button variant={isKept ? 'filled' : 'default'} onClick={onContinue}>
          Continue
        </Button>
        <span role="status" className={classes.said}>
          {state === 'not allowed' && 'This browser does not let us copy. Select it, or download it.'}
        </span>
      </div>
      <LeavingGuard isNeeded={!isKept} title="You have not kept the secret" leaveLabel="Leave without it">
        <p>It was neither copied nor downloaded here, and it cannot be seen again. A new one can be made.</p>
      </LeavingGuard>
    </div>
  )
}
