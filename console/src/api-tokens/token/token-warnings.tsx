/** What someone who opens this API token should know first. Nothing, most of the time. */
import type { ApiToken } from '@countersign/api'
import { Moment } from '../../moments/moment.tsx'
import { Notice } from '../../problems/notice.tsx'
import { isUsable } from '../state-words.ts'
import classes from './token-page.module.css'
import { TwoValues } from './two-values.tsx'

type Props = { readonly token: ApiToken; readonly organizationId: string }

export function TokenWarnings({ token, organizationId }: Props) {
  const { state, expiresAt, seenInUrlAt, canDoNothing } = token
  return (
    <div className={classes.warnings}>
      {state === 'revoked' && (
        <Notice tone="danger" title="Revoked">
          <p>Every exchange is refused, for good. Generate a new API token if one is needed.</p>
        </Notice>
      )}
      {state === 'deactivated' && (
        <Notice tone="warning" title="Deactivated by an organization owner">
          <p>Every exchange is refused until they activate it again. Ask them why before you replace it.</p>
        </Notice>
      )}
      {state === 'expired' && (
        <Notice tone="warning" title="Expired">
          <p>Every exchange is refused. Regenerate it to go on under the same name with a new value.</p>
        </Notice>
      )}
      {canDoNothing && isUsable(state) && (
        <Notice tone="warning" title="It can do nothing any more">
          <p>
            You do not hold what it was given any more. Exchanges succeed, but their access tokens open
            nothing. Revoke it, or ask an organization owner for the roles.
          </p>
        </Notice>
      )}
      {state === 'expires_soon' && expiresAt !== null && (
        <Notice
          tone="warning"
          title={
            <>
              Expires <Moment at={expiresAt} as="from-now" />
            </>
          }
        >
          <p>Regenerate it before then, and give the new value to whatever uses it.</p>
        </Notice>
      )}
      <TwoValues token={token} organizationId={organizationId} />
      {seenInUrlAt !== null && state !== 'revoked' && (
        <Notice tone="danger" title="Its value was sent in a URL">
          <p>
            On <Moment at={seenInUrlAt} as="date-and-time" isFocusable />. Proxies and logs keep URLs, so
            others may have it. Change the client to send it in the body, then regenerate the token.
          </p>
        </Notice>
      )}
    </div>
  )
}
