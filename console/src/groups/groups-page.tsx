/** Organization > Groups: people who hold roles together, found by name. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Page } from '../frame/page.tsx'
import { PageTurner } from '../frame/page-turner.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { PAGE_SIZE } from '../search/paged-search.ts'
import { SearchField } from '../search/search-field.tsx'
import { usePagedSearch } from '../search/use-paged-search.ts'
import { GroupDialog } from './group-dialog.tsx'
import { GroupTable } from './group-table.tsx'
import { groupsQuery } from './groups-queries.ts'

export function GroupsPage() {
  const { id: organizationId, displayName, permissions } = useOrganization()
  const search = useSearch({ from: '/signed-in/o/$organizationId/organization/groups/' })
  const { q, page, find, turn } = usePagedSearch(search)
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(groupsQuery(organizationId, search))
  const [isMaking, setIsMaking] = useState(false)
  const mayChange = permissions.includes('members.manage')
  const isEmpty = data?.total === 0 && q === ''
  return (
    <Page
      title="Groups"
      introduction={`People of ${displayName} who hold roles together: who joins a group gets its roles, who leaves it loses them.`}
      actions={mayChange && <Button onClick={() => setIsMaking(true)}>Make a group…</Button>}
    >
      {!isEmpty && (
        <div className={classes.tools} role="search">
          <SearchField label="Search groups" placeholder="Search by name" inAddress={q} onSearch={find} />
        </div>
      )}
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading the groups" />}
      {data && (
        <>
          {!isEmpty && (
            <p role="status" className={classes.status}>
              {data.total === 1 ? '1 group.' : `${data.total} groups.`}
            </p>
          )}
          {data.items.length === 0 ? (
            <p className={classes.none}>
              {isEmpty
                ? 'There is no group yet. Make one for people who need the same roles: then a role is given once, to the group.'
                : 'No group is called like this. Search for something else.'}
            </p>
          ) : (
            <GroupTable organizationId={organizationId} groups={data.items} />
          )}
          <PageTurner
            pageSize={PAGE_SIZE}
            label="Pages of groups"
            page={page}
            total={data.total}
            onTurn={turn}
          />
        </>
      )}
      <GroupDialog
        organizationId={organizationId}
        isOpen={isMaking}
        onClose={() => setIsMaking(false)}
        onSaved={({ id: groupId }) =>
          navigate({
            to: '/o/$organizationId/organization/groups/$groupId',
            params: { organizationId, groupId },
          })
        }
      />
    </Page>
  )
}
