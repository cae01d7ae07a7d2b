/** Organization > Roles: the organization's own roles, and what the others are that people can be given. */
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { ButtonLink } from '../frame/button-link.tsx'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { SearchField } from '../search/search-field.tsx'
import { usePagedSearch } from '../search/use-paged-search.ts'
import { CustomRoleTable } from './custom-role-table.tsx'
import { customRolesQuery, PAGE_SIZE } from './custom-role-queries.ts'
import { NoCustomRoles } from './no-custom-roles.tsx'
import { OtherRoles } from './other-roles.tsx'
import classes from './roles-page.module.css'

export function RolesPage() {
  const { id: organizationId, displayName, permissions } = useOrganization()
  const mayDefine = permissions.includes('members.manage')
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/roles/' })
  const { q, page, find, turn } = usePagedSearch(search)
  const { data, error, refetch } = useQuery(customRolesQuery(organizationId, q, page))
  const isEmpty = data?.total === 0 && q === ''
  return (
    <Page
      title="Roles"
      introduction={`What people and groups in ${displayName} can be given, and what each role permits.`}
      actions={
        mayDefine &&
        data &&
        !isEmpty && (
          <ButtonLink to="/o/$organizationId/organization/roles/new" params={{ organizationId }}>
            Define a role
          </ButtonLink>
        )
      }
    >
      <section className={classes.section} aria-labelledby="custom-roles">
        <h2 id="custom-roles">Custom roles</h2>
        {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
        {!error && !data && <Lines count={4} label="Reading the custom roles" />}
        {isEmpty && <NoCustomRoles organizationId={organizationId} mayDefine={mayDefine} />}
        {data && !isEmpty && (
          <>
            <div className={classes.tools} role="search" aria-label="Custom roles">
              <SearchField
                className={classes.search}
                label="Search custom roles"
                placeholder="Search by name or description"
                inAddress={q}
                onSearch={find}
              />
            </div>
            <p role="status" className={classes.soft}>
              {data.total === 1 ? '1 custom role.' : `${data.total} custom roles.`}
            </p>
            {error && <ProblemState error={error} onRetry={() => void refetch()} />}
            {data.items.length > 0 && <CustomRoleTable organizationId={organizationId} roles={data.items} />}
            {data.total === 0 && <p>No custom role fits. Search for something else.</p>}
            <PageTurner
              label="Pages of custom roles"
              page={page}
              pageSize={PAGE_SIZE}
              total={data.total}
              onTurn={turn}
            />
          </>
        )}
      </section>
      <OtherRoles organizationId={organizationId} />
    </Page>
  )
}
