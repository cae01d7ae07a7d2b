/** How often an API token was refused and why, hour by hour: apart from its changes, since strangers can add to it. */
import type { ApiToken, Organization } from '@countersign/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { refusedExchangesQuery } from '../token-history-queries.ts'
import { From } from '../../user-agents/from.tsx'
import { HistoryList } from '../../frame/history-list.tsx'
import { refusalInWords } from './refusal-words.ts'
import classes from './token-page.module.css'

type Props = { readonly token: ApiToken; readonly organization: Organization }

export function RefusedExchanges({ token, organization }: Props) {
  return (
    <HistoryList
      id="refused-heading"
      title="Refused exchanges"
      reading="Reading what was refused"
      older="Older refused exchanges"
      none="None in the last 400 days."
      query={useInfiniteQuery(refusedExchangesQuery(organization.id, token.id))}
      keyOf={({ hour, reason }) => `${hour} ${reason}`}
      atOf={({ lastAt }) => lastAt}
    >
      {(refused) => (
        <>
          {refusalInWords(refused)}
          <span className={classes.soft}>
            {' '}
            <From {...refused} />
          </span>
        </>
      )}
    </HistoryList>
  )
}
