/** The two values of an API token that was regenerated with an overlap, each with its last use, and a way to end the old one. */
import type { ApiToken, Overlap } from '@countersign/api'
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Facts } from '../../frame/facts.tsx'
import { Moment } from '../../moments/moment.tsx'
import { useNow } from '../../moments/use-now.ts'
import { Notice } from '../../problems/notice.tsx'
import { EndOldValueDialog } from './end-old-value-dialog.tsx'
import { LastUse } from './last-use.tsx'
import classes from './token-page.module.css'

type Props = { readonly token: ApiToken; readonly organizationId: string }

export function TwoValues({ token, organizationId }: Props) {
  const [isEnding, setIsEnding] = useState(false)
  const now = useNow()
  const { overlap } = token
  if (overlap === null || Date.parse(overlap.endsAt) <= now) return null
  const { old, present } = overlap
  return (
    <>
      <Notice tone="accent" title="It has two values">
        <div className={classes.values}>
          <Facts
            facts={[
              ['New value', <Value valueId={token.valueId} lastUse={present.lastUse} />],
              [
                'Old value',
                <Value valueId={old.valueId} lastUse={old.lastUse}>
                  <End overlap={overlap} />
                </Value>,
              ],
            ]}
          />
          <p>
            {overlap.endsAtFirstUse
              ? 'The first exchange of the new value ends the old one, within ten seconds.'
              : 'Once everything uses the new value, you can end the old one before its time.'}
          </p>
          <div>
            <Button variant="danger-quiet" onClick={() => setIsEnding(true)}>
              End the old one now…
            </Button>
          </div>
        </div>
      </Notice>
      <EndOldValueDialog
        token={token}
        old={old}
        organizationId={organizationId}
        isOpen={isEnding}
        onClose={() => setIsEnding(false)}
      />
    </>
  )
}

type ValueProps = {
  readonly valueId: string
  readonly lastUse: ApiToken['lastUse']
  readonly children?: ReactNode
}

function Value({ valueId, lastUse, children }: ValueProps) {
  return (
    <>
      begins with <code>csnt{valueId}</code>
      <br />
      {children}
      {lastUse === null ? 'Not used yet' : <>Last used </>}
      {lastUse && <LastUse use={lastUse} />}
    </>
  )
}

function End({ overlap: { endsAt, endsAtFirstUse } }: { readonly overlap: Overlap }) {
  return (
    <>
      Works until {endsAtFirstUse && 'the new one is first used, at the latest '}
      <Moment at={endsAt} as="date-and-time" isFocusable />{' '}
      <span className={classes.soft}>
        (<Moment at={endsAt} as="from-now" />)
      </span>
      <br />
    </>
  )
}
