/** One session: which browser, from where, since when. */
import { Button } from '@mantine/core'
import type { ActiveSession } from '@countersign/api'
import { Moment } from '../../moments/moment.tsx'
import { programInWords } from '../../user-agents/program-in-words.ts'
import classes from './security.module.css'

type Props = { readonly session: ActiveSession; readonly onEnd: () => void }

export function SessionRow({ session, onEnd }: Props) {
  const { isCurrent, userAgent, address, signedInAt, lastSeenAt } = session
  const browser = programInWords(userAgent)
  return (
    <li>
      <div>
        <strong>{browser}</strong>
        {isCurrent && <span className={classes.current}> this session</span>}
        <p className={classes.facts}>
          From <code>{address}</code>, signed in <Moment at={signedInAt} as="date-and-time" />
          {!isCurrent && (
            <>
              , last seen <Moment at={lastSeenAt} as="from-now" />
            </>
          )}
        </p>
      </div>
      {!isCurrent && (
        <Button
          variant="default"
          size="xs"
          onClick={onEnd}
          aria-label={`End the session of ${browser} from ${address}`}
        >
          End…
        </Button>
      )}
    </li>
  )
}
