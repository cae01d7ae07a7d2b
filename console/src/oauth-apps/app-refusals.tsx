/** How often an OAuth app was refused and why: it learns little itself, and anybody who knows its id can add to this. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { HistoryList } from '../frame/history-list.tsx'
import classes from '../frame/history-list.module.css'
import listing from '../frame/listing.module.css'
import { From } from '../user-agents/from.tsx'
import { appRefusalsQuery, type OfApp } from './oauth-apps-queries.ts'
import { refusalInWords } from './refusal-words.ts'

export function AppRefusals(params: OfApp) {
  return (
    <div className={listing.section}>
      <HistoryList
        id="refusals-heading"
        title="Refused"
        reading="Reading what was refused"
        older="Older refusals"
        none="Nothing in the last 400 days."
        query={useInfiniteQuery(appRefusalsQuery(params))}
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
    </div>
  )
}
