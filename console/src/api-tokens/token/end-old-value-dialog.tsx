/** Ends the old value of an API token before its time. The new one is not touched. */
import { type ApiToken, endpoints, type Overlap } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { Confirmation } from '../../frame/confirmation.tsx'
import { Moment } from '../../moments/moment.tsx'
import { call } from '../../sessions/call.ts'
import { From } from '../../user-agents/from.tsx'
import { apiTokensKey } from '../api-tokens-query.ts'
import classes from './token-page.module.css'
import type { TokenDialog } from './token-dialog.ts'

type Props = TokenDialog & { readonly old: Overlap['old'] }

export function EndOldValueDialog({ token, old, organizationId, isOpen, onClose }: Props) {
  const queryClient = useQueryClient()
  const end = async (): Promise<void> => {
    const params = { organizationId, apiTokenId: token.id, valueId: old.valueId }
    const ended: ApiToken = await call(endpoints.endOldValue, { params })
    await queryClient.invalidateQueries({ queryKey: apiTokensKey(organizationId) })
    // What opened the dialog is gone with the old value.
    if (ended.overlap === null) document.querySelector('h1')?.focus()
  }
  return (
    <Confirmation
      isOpen={isOpen}
      onClose={onClose}
      title="End the old value now?"
      confirmLabel="End the old value"
      pendingLabel="Ending it…"
      onConfirm={end}
    >
      <div className={classes.section}>
        {old.lastUse === null ? (
          <p>It has not been used: nothing that works now will stop.</p>
        ) : (
          <p>
            Whatever still uses it stops working. It was last used{' '}
            <Moment at={old.lastUse.at} as="from-now" /> <From {...old.lastUse} />.
          </p>
        )}
        <p>
          The next exchange of <code>csnt{old.valueId}</code>… is refused at once. The new value goes on
          working. This cannot be undone.
        </p>
      </div>
    </Confirmation>
  )
}
