/** How often an OAuth app was refused and why: it learns little itself, and anybody who knows its id can add to this. */
import { useInfiniteQuery } from '@tanstack/react-query'
import listing from '../frame/listing.module.css'
import { RefusalList } from '../frame/refusal-list.tsx'
import { appRefusalsQuery, type OfApp } from './oauth-apps-queries.ts'
import { refusalInWords } from './refusal-words.ts'

export function AppRefusals(params: OfApp) {
  return (
    <div className={listing.section}>
      <RefusalList
        id="refusals-heading"
        title="Refused"
        reading="Reading what was refused"
        older="Older refusals"
        none="Nothing in the last 400 days."
        query={useInfiniteQuery(appRefusalsQuery(params))}
        inWords={refusalInWords}
      />
    </div>
  )
}
