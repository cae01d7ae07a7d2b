/**
 * Every organization and service role one holds here, with what it permits, how it is held and when it ends: by
 * service, of which those one has opened, or searched for, show their roles.
 */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { LeaveSection } from '../people/leave-section.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { groupsOf } from '../api-tokens/scopes/choice.ts'
import { AskDialog } from '../role-requests/ask-dialog.tsx'
import { MyRequests } from '../role-requests/my-requests.tsx'
import { myRolesQuery } from './my-roles-query.ts'
import { RoleList } from './role-list.tsx'

export function MyRolesPage() {
  const organization = useOrganization()
  const { data, error, refetch } = useQuery(myRolesQuery(organization.id))
  const groups = data && groupsOf(data)
  const [isAsking, setIsAsking] = useState(false)
  const [said, setSaid] = useState('')
  return (
    <Page
      title="My Roles"
      introduction={`What you hold in ${organization.displayName}. Your API tokens can never do more than this.`}
      actions={
        <Button variant="default" onClick={() => setIsAsking(true)}>
          Ask for a role…
        </Button>
      }
    >
      <p role="status" className={classes.status}>
        {said}
      </p>
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Lines count={6} label="Reading your roles" />}
      {groups?.length === 0 && <p>You hold no role here. Ask for one that you need.</p>}
      {groups && groups.length > 0 && <RoleList key={organization.id} groups={groups} />}
      {data && <MyRequests key={`requests of ${organization.id}`} organizationId={organization.id} />}
      <LeaveSection />
      <AskDialog
        organizationId={organization.id}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onAsked={setSaid}
      />
    </Page>
  )
}
