/** The services that other organizations offer and this one has not added, each to be added by who manages services. */
import { endpoints } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useSubmission } from '../forms/use-submission.ts'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { SearchField } from '../search/search-field.tsx'
import { usePagedSearch } from '../search/use-paged-search.ts'
import { call } from '../sessions/call.ts'
import { rightsIn } from './rights.ts'
import { ServiceTable } from './service-table.tsx'
import { catalogueQuery, PAGE_SIZE, readServicesAgain } from './services-queries.ts'
import classes from '../frame/listing.module.css'

export function CataloguePage() {
  const organization = useOrganization()
  const { id: organizationId, displayName } = organization
  const { mayManage } = rightsIn(organization)
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/services/catalogue' })
  const { q, page, find, turn } = usePagedSearch(search)
  const { data, error, refetch } = useQuery(catalogueQuery(organizationId, search))
  const queryClient = useQueryClient()
  const adding = useSubmission()
  const [said, setSaid] = useState('')
  const status = useRef<HTMLParagraphElement>(null)
  const add = (serviceId: string, name: string): Promise<void> =>
    adding.submit(async () => {
      await call(endpoints.addService, { params: { organizationId }, body: { serviceId } })
      await readServicesAgain(queryClient, organizationId)
      setSaid(`${name} is added. Its roles can be given to people here now.`)
      // The row is gone, and with it the button that had the focus.
      status.current?.focus()
    })
  return (
    <Page
      title="Services of others"
      above={
        <Link to="/o/$organizationId/organization/services" params={{ organizationId }}>
          Services
        </Link>
      }
      introduction={`What other organizations offer and ${displayName} has not added. An added service keeps its one id; its access tokens say which organization they are of.`}
    >
      <p ref={status} tabIndex={-1} role="status">
        {said}
      </p>
      {adding.error !== undefined && <ProblemState error={adding.error} onRetry={adding.reset} />}
      <div className={classes.tools} role="search">
        <SearchField
          className={classes.search}
          label="Search services of others"
          placeholder="Search by name or description"
          inAddress={q}
          onSearch={find}
        />
      </div>
      {data && (
        <p className={classes.status} role="status">
          {data.total === 1 ? '1 service.' : `${data.total} services.`}
        </p>
      )}
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading the catalogue" />}
      {data && data.total === 0 && (
        <p className={classes.none}>
          {q === ''
            ? 'Nobody offers a service that is not here already.'
            : 'No service fits. Search for something else.'}
        </p>
      )}
      {data && data.items.length > 0 && (
        <ServiceTable
          services={data.items}
          nameOf={({ displayName: name }) => (
            <strong>
              <bdi>{name}</bdi>
            </strong>
          )}
          fromOf={({ provider }) => provider}
          actionOf={
            mayManage
              ? ({ id, displayName: name }) => (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`Add ${name}`}
                    aria-disabled={adding.isPending}
                    onClick={() => void add(id, name)}
                  >
                    Add
                  </Button>
                )
              : undefined
          }
        />
      )}
      {data && (
        <PageTurner
          label="Pages of services"
          page={page}
          pageSize={PAGE_SIZE}
          total={data.total}
          onTurn={turn}
        />
      )}
    </Page>
  )
}
