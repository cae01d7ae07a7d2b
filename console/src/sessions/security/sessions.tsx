/** The list of active sessions, each but the present one with a way to end it. */
import { Button } from '@mantine/core'
import { type ActiveSession, endpoints } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Lines } from '../../frame/lines.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { call } from '../call.ts'
import { Confirmation } from '../../frame/confirmation.tsx'
import classes from './security.module.css'
import { SessionRow } from './session-row.tsx'
import { sessionsQuery } from './sessions-query.ts'

export function Sessions() {
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(sessionsQuery)
  const [ending, setEnding] = useState<ActiveSession | 'others'>()
  const [said, setSaid] = useState('')

  if (error) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={3} label="Reading your sessions" />

  const end = async (): Promise<void> => {
    if (ending === 'others') {
      const { ended } = await call(endpoints.endOtherSessions, {})
      setSaid(ended === 1 ? 'One session has ended.' : `${ended} sessions have ended.`)
    } else if (ending) {
      await call(endpoints.endSession, { params: { sessionId: ending.id } })
      setSaid('The session has ended.')
    }
    await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
  }

  const hasOthers = data.items.some(({ isCurrent }) => !isCurrent)
  return (
    <>
      <ul className={classes.sessions}>
        {data.items.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
        ))}
      </ul>
      <div className={classes.below}>
        {hasOthers && (
          <Button variant="default" onClick={() => setEnding('others')}>
            End all other sessions…
          </Button>
        )}
        <span role="status">{said}</span>
      </div>
      <Confirmation
        isOpen={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title={ending === 'others' ? 'End all other sessions?' : 'End this session?'}
        confirmLabel={ending === 'others' ? 'End them' : 'End it'}
        pendingLabel="Ending…"
        onConfirm={end}
      >
        <p>
          Whoever is signed in there has to sign in again. What they have typed and not sent may be lost. API
          tokens are not affected.
        </p>
      </Confirmation>
    </>
  )
}
