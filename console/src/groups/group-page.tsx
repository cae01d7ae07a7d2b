/** One group: what it holds, who is in it, and removing it after seeing who loses what. */
import { endpoints } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { Confirmation } from '../frame/confirmation.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { WhatIsLost } from '../roles/what-is-lost.tsx'
import { call } from '../sessions/call.ts'
import { GroupDialog } from './group-dialog.tsx'
import { GroupMembers } from './group-members.tsx'
import { GroupRoles } from './group-roles.tsx'
import { groupLoss, groupQuery } from './groups-queries.ts'

export function GroupPage() {
  const { id: organizationId, permissions } = useOrganization()
  const { groupId } = useParams({ from: '/signed-in/o/$organizationId/organization/groups/$groupId' })
  const params = { organizationId, groupId }
  const { data: group, error, refetch } = useQuery(groupQuery(params))
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [asks, setAsks] = useState<'rename' | 'remove'>()
  const [said, setSaid] = useState('')
  const status = useRef<HTMLParagraphElement>(null)
  const say = (message: string): void => {
    setSaid(message)
    status.current?.focus()
  }
  const remove = async (): Promise<void> => {
    await call(endpoints.removeGroup, { params })
    await navigate({ to: '/o/$organizationId/organization/groups', params: { organizationId } })
    await readRightsAgain(queryClient, organizationId)
  }
  const toGroups = (
    <Link to="/o/$organizationId/organization/groups" params={{ organizationId }}>
      Groups
    </Link>
  )
  if (!group)
    return (
      <Page title="Group" above={toGroups}>
        {error ? (
          <ProblemState error={error} onRetry={() => void refetch()} />
        ) : (
          <Lines count={6} label="Reading the group" />
        )}
      </Page>
    )
  const mayChange = permissions.includes('members.manage')
  const close = (): void => setAsks(undefined)
  return (
    <Page
      title={group.displayName}
      isName
      above={toGroups}
      introduction={group.description !== '' && <bdi>{group.description}</bdi>}
      actions={
        mayChange && (
          <>
            <Button variant="default" onClick={() => setAsks('rename')}>
              Rename…
            </Button>
            <Button variant="danger-quiet" onClick={() => setAsks('remove')}>
              Remove…
            </Button>
          </>
        )
      }
    >
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      <p ref={status} role="status" tabIndex={-1} className={classes.status}>
        {said}
      </p>
      <GroupRoles organizationId={organizationId} group={group} mayChange={mayChange} onDone={say} />
      <GroupMembers organizationId={organizationId} group={group} mayChange={mayChange} onDone={say} />
      <GroupDialog
        organizationId={organizationId}
        group={group}
        isOpen={asks === 'rename'}
        onClose={close}
        onSaved={() => say('The group is renamed.')}
      />
      <Confirmation
        isOpen={asks === 'remove'}
        onClose={close}
        title={`Remove ${group.displayName}?`}
        confirmLabel="Remove"
        pendingLabel="Removing…"
        onConfirm={remove}
      >
        {asks === 'remove' && <WhatIsLost asked={groupLoss(params, {})} />}
        <p>The people stay in the organization. This cannot be undone.</p>
      </Confirmation>
    </Page>
  )
}
