/** How often an API token was refused and why, hour by hour: apart from its changes, since strangers can add to it. */
import type { ApiToken, Organization } from '@countersign/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { RefusalList } from '../../frame/refusal-list.tsx'
import { refusedExchangesQuery } from '../token-history-queries.ts'
import { refusalInWords } from './refusal-words.ts'

type Props = { readonly token: ApiToken; readonly organization: Organization }

export function RefusedExchanges({ token, organization }: Props) {
  return (
    <RefusalList
      id="refused-heading"
      title="Refused exchanges"
      reading="Reading what was refused"
      older="Older refused exchanges"
      none="None in the last 400 days."
      query={useInfiniteQuery(refusedExchangesQuery(organization.id, token.id))}
      inWords={refusalInWords}
    />
  )
}
