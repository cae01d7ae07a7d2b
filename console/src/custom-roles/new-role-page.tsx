/** Defines a custom role. */
import { endpoints, type Service } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { NOTHING_CHOSEN } from '../api-tokens/scopes/choice.ts'
import { useSubmission } from '../forms/use-submission.ts'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { CustomRoleForm, problemsOf, type Draft } from './custom-role-form.tsx'
import { definitionsQuery, readCustomRolesAgain } from './custom-role-queries.ts'
import { chosenOf, groupsOfPermissions } from './permission-tree.ts'

export function NewRolePage() {
  const { id: organizationId } = useOrganization()
  const { data: services, error, refetch } = useQuery(definitionsQuery(organizationId))
  return (
    <Page
      title="Define a role"
      above={
        <Link to="/o/$organizationId/organization/roles" params={{ organizationId }}>
          Roles
        </Link>
      }
      introduction="Put together permissions out of the services here. Nobody holds the role before you give it to them."
    >
      {error && !services && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !services && <Lines count={6} label="Reading the services" />}
      {services && <Defining organizationId={organizationId} services={services} />}
    </Page>
  )
}

const EMPTY: Draft = { name: '', displayName: '', description: '', choice: NOTHING_CHOSEN }

type Props = { readonly organizationId: string; readonly services: readonly Service[] }

function Defining({ organizationId, services }: Props) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(EMPTY)
  const submission = useSubmission({ answers: draft, wrong: problemsOf(draft, false) })
  const define = (): Promise<void> =>
    submission.submit(async () => {
      const { name } = await call(endpoints.createCustomRole, {
        params: { organizationId },
        body: {
          name: draft.name.trim(),
          displayName: draft.displayName.trim(),
          description: draft.description.trim() || null,
          services: chosenOf(draft.choice, groupsOfPermissions(services)),
        },
      })
      await readCustomRolesAgain(queryClient, organizationId)
      await navigate({
        to: '/o/$organizationId/organization/roles/custom/$roleName',
        params: { organizationId, roleName: name },
        ignoreBlocker: true,
      })
    })
  return (
    <CustomRoleForm
      draft={draft}
      onChange={setDraft}
      services={services}
      submission={submission}
      onSubmit={() => void define()}
      isKept={false}
      isChanged={draft !== EMPTY}
      onCancel={() =>
        void navigate({ to: '/o/$organizationId/organization/roles', params: { organizationId } })
      }
    />
  )
}
