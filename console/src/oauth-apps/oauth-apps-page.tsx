/** Organization > OAuth apps: the organization's own identities, and those of others that it added. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { ButtonLink } from '../frame/button-link.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Page } from '../frame/page.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { PAGE_SIZE, pagedSearchOf } from '../search/paged-search.ts'
import { SearchField } from '../search/search-field.tsx'
import { AddSharedDialog } from './add-shared-dialog.tsx'
import { NoOAuthApps } from './no-oauth-apps.tsx'
import { OAuthAppTable } from './oauth-app-table.tsx'
import { appsQuery } from './oauth-apps-queries.ts'
import { rightsIn } from './rights.ts'

export function OAuthAppsPage() {
  const organization = useOrganization()
  const { id: organizationId, displayName } = organization
  const { mayManage } = rightsIn(organization)
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/oauth-apps/' })
  const navigate = useNavigate({ from: '/o/$organizationId/organization/oauth-apps' })
  const find = useCallback(
    (q: string) => void navigate({ search: pagedSearchOf({ q }), replace: true }),
    [navigate],
  )
  const { data, error, refetch } = useQuery(appsQuery(organizationId, search))
  const [isAdding, setIsAdding] = useState(false)
  const isEmpty = data?.total === 0 && search.q === undefined
  return (
    <Page
      title="OAuth apps"
      introduction={`Machines and applications with credentials of their own in ${displayName}, and those of others that it added.`}
      actions={
        mayManage && (
          <>
            <ButtonLink to="/o/$organizationId/organization/oauth-apps/new" params={{ organizationId }}>
              Make an OAuth app
            </ButtonLink>
            <Button variant="default" onClick={() => setIsAdding(true)}>
              Add a shared one…
            </Button>
          </>
        )
      }
    >
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading the OAuth apps" />}
      {isEmpty && <NoOAuthApps organization={organization} />}
      {data && !isEmpty && (
        <>
          <div className={classes.tools} role="search">
            <SearchField
              className={classes.search}
              label="Search OAuth apps"
              placeholder="Search by name"
              inAddress={search.q ?? ''}
              onSearch={find}
            />
          </div>
          <p role="status" className={classes.status}>
            {data.total === 1 ? '1 OAuth app.' : `${data.total} OAuth apps.`}
          </p>
          {error && <ProblemState error={error} onRetry={() => void refetch()} />}
          {data.total === 0 && (
            <p className={classes.none}>No OAuth app is called like this. Search for something else.</p>
          )}
          {data.items.length > 0 && <OAuthAppTable organizationId={organizationId} apps={data.items} />}
          <PageTurner
            pageSize={PAGE_SIZE}
            label="Pages of OAuth apps"
            page={search.page ?? 1}
            total={data.total}
            onTurn={(page) => void navigate({ search: pagedSearchOf({ ...search, page: String(page) }) })}
          />
        </>
      )}
      <AddSharedDialog organization={organization} isOpen={isAdding} onClose={() => setIsAdding(false)} />
    </Page>
  )
}
