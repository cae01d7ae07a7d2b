/** Organization > Services: those that the organization has, its own and those of others that it added. */
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { ButtonLink } from '../frame/button-link.tsx'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { SearchField } from '../search/search-field.tsx'
import { usePagedSearch } from '../search/use-paged-search.ts'
import { NoServices } from './no-services.tsx'
import { rightsIn } from './rights.ts'
import { ServiceTable } from './service-table.tsx'
import { PAGE_SIZE, servicesQuery } from './services-queries.ts'
import classes from '../frame/listing.module.css'

export function ServicesPage() {
  const organization = useOrganization()
  const { id: organizationId, displayName } = organization
  const { mayManage } = rightsIn(organization)
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/services/' })
  const { q, page, find, turn } = usePagedSearch(search)
  const { data, error, refetch } = useQuery(servicesQuery(organizationId, search))
  const isEmpty = data?.total === 0 && q === ''
  return (
    <Page
      title="Services"
      introduction={`What accepts access tokens in ${displayName}: its own services, and those of others that it added.`}
      actions={
        mayManage &&
        data &&
        !isEmpty && (
          <>
            <ButtonLink to="/o/$organizationId/organization/services/new" params={{ organizationId }}>
              Register a service
            </ButtonLink>
            <ButtonLink
              to="/o/$organizationId/organization/services/catalogue"
              params={{ organizationId }}
              variant="default"
            >
              Add one of others
            </ButtonLink>
          </>
        )
      }
    >
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading the services" />}
      {isEmpty && <NoServices organization={organization} mayManage={mayManage} />}
      {data && !isEmpty && (
        <>
          <div className={classes.tools} role="search">
            <SearchField
              className={classes.search}
              label="Search services"
              placeholder="Search by name or description"
              inAddress={q}
              onSearch={find}
            />
          </div>
          <p role="status" className={classes.status}>
            {data.total === 1 ? '1 service.' : `${data.total} services.`}
          </p>
          {error && <ProblemState error={error} onRetry={() => void refetch()} />}
          {data.total === 0 && <p className={classes.none}>No service fits. Search for something else.</p>}
          {data.items.length > 0 && (
            <ServiceTable
              services={data.items}
              nameOf={({ id: serviceId, displayName: name }) => (
                <Link
                  to="/o/$organizationId/organization/services/$serviceId"
                  params={{ organizationId, serviceId }}
                >
                  <bdi>{name}</bdi>
                </Link>
              )}
              fromOf={({ isOwn, provider }) => (isOwn ? 'Own' : <>Added, from {provider}</>)}
            />
          )}
          <PageTurner
            label="Pages of services"
            page={page}
            pageSize={PAGE_SIZE}
            total={data.total}
            onTurn={turn}
          />
        </>
      )}
    </Page>
  )
}
