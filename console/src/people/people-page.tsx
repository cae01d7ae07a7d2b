/** Organization > People: everyone in it, found by what one knows of them. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Lines } from '../frame/lines.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { askedFor, pageOf, peopleSearchOf, type PeopleSearch } from './list-view.ts'
import { PAGE_SIZE } from '../search/paged-search.ts'
import { PeopleTable } from './people-table.tsx'
import { PeopleTools } from './people-tools.tsx'
import { peopleQuery } from './people-queries.ts'
import classes from '../frame/listing.module.css'

export function PeoplePage() {
  const { id, displayName } = useOrganization()
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/people/' })
  const navigate = useNavigate({ from: '/o/$organizationId/organization/people' })
  const { data, error, refetch } = useQuery(peopleQuery(id, askedFor(search)))
  const show = (change: Readonly<Record<keyof PeopleSearch, string | undefined>> | object): void =>
    void navigate({
      search: (before) => peopleSearchOf({ ...before, page: undefined, ...change }),
      replace: true,
    })
  const page = pageOf(search)
  return (
    <Page
      title="People"
      introduction={`Everyone in ${displayName}, with what they hold and when they were here last.`}
    >
      <PeopleTools organizationId={id} search={search} onChange={show} />
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading the people" />}
      {data && (
        <>
          <p role="status" className={classes.status}>
            {countInWords(data.total, page, data.items.length)}
          </p>
          {error && <ProblemState error={error} onRetry={() => void refetch()} />}
          <PeopleTable organizationId={id} people={data.items} />
          <PageTurner
            pageSize={PAGE_SIZE}
            label="Pages of people"
            page={page}
            total={data.total}
            onTurn={(next) => show({ page: String(next) })}
          />
        </>
      )}
    </Page>
  )
}

function countInWords(total: number, page: number, shown: number): string {
  const people = total === 1 ? '1 person' : `${total} people`
  if (shown === 0 || total <= PAGE_SIZE) return `${people}.`
  const first = (page - 1) * PAGE_SIZE + 1
  return `${first} to ${first + shown - 1} of ${people}.`
}
