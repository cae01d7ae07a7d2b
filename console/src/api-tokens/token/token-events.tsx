/** What was changed about an API token and with it, newest first, as the audit log has it. */
import type { ApiToken, Organization } from '@countersign/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { apiTokenEventsQuery } from '../token-history-queries.ts'
import { eventInWords } from './event-words.ts'
import { From } from '../../user-agents/from.tsx'
import { HistoryList } from '../../frame/history-list.tsx'
import classes from './token-page.module.css'

type Props = { readonly token: ApiToken; readonly organization: Organization }

export function TokenEvents({ token, organization }: Props) {
  return (
    <HistoryList
      id="changes-heading"
      title="Changes"
      reading="Reading what was changed"
      older="Older changes"
      none="Nothing yet."
      query={useInfiniteQuery(apiTokenEventsQuery(organization.id, token.id))}
      keyOf={({ id }) => id}
      atOf={({ at }) => at}
    >
      {(event) => (
        <>
          {eventInWords(event, token.id)}
          {event.address !== null && (
            <span className={classes.soft}>
              {' '}
              <From address={event.address} userAgent={event.userAgent} />
            </span>
          )}
        </>
      )}
    </HistoryList>
  )
}
