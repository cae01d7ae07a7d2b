/** What happened to an API token lately, newest first, as the audit log has it. */
import type { ApiToken, Organization } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { Lines } from '../../frame/lines.tsx'
import { Moment } from '../../moments/moment.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { programInWords } from '../../user-agents/program-in-words.ts'
import { apiTokenEventsQuery } from '../api-tokens-query.ts'
import { eventInWords } from './event-words.ts'
import classes from './token-page.module.css'

type Props = { readonly token: ApiToken; readonly organization: Organization }

export function TokenEvents({ token, organization }: Props) {
  const { data, error, refetch } = useQuery(apiTokenEventsQuery(organization.id, token.id))
  return (
    <section className={classes.section} aria-labelledby="events-heading">
      <h2 id="events-heading">Recent events</h2>
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={3} label="Reading what happened" />}
      {data?.items.length === 0 && <p className={classes.soft}>Nothing yet.</p>}
      {data && data.items.length > 0 && (
        <ul className={classes.events}>
          {data.items.map((event) => (
            <li key={event.id}>
              <span className={classes.soft}>
                <Moment at={event.at} as="date-and-time" />
              </span>
              <div>
                {eventInWords(event, token.id)}
                {event.address !== null && (
                  <span className={classes.soft}>
                    {' '}
                    from <code>{event.address}</code>
                    {event.userAgent && <> by {programInWords(event.userAgent)}</>}
                  </span>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
