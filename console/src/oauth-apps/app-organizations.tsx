/** The organizations that have an app of ours, when each added it and when it was used there last. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { PageTurner } from '../frame/page-turner.tsx'
import { Moment } from '../moments/moment.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { PAGE_SIZE } from '../search/paged-search.ts'
import { appOrganizationsQuery, type OfApp } from './oauth-apps-queries.ts'

export function AppOrganizations(params: OfApp) {
  const [page, setPage] = useState(1)
  const { data, error, refetch } = useQuery(appOrganizationsQuery(params, page))
  return (
    <section className={classes.section}>
      <h2>Organizations that have it</h2>
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={2} label="Reading the organizations" />}
      {data && (
        <>
          <ul className={classes.held}>
            {data.items.map(({ id, displayName, addedAt, lastUsedAt }) => (
              <li key={id}>
                <div>
                  <bdi>{displayName}</bdi>
                  <span className={classes.second}>
                    Since <Moment at={addedAt} />,{' '}
                    {lastUsedAt === null ? (
                      'never used there'
                    ) : (
                      <>
                        last used there <Moment at={lastUsedAt} as="from-now" />
                      </>
                    )}
                  </span>
                </div>
              </li>
            ))}
          </ul>
          <PageTurner
            pageSize={PAGE_SIZE}
            label="Pages of organizations"
            page={page}
            total={data.total}
            onTurn={setPage}
          />
        </>
      )}
    </section>
  )
}
