/** Registers a service: filled in by hand, or out of a definition in JSON. */
import { endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useReducer } from 'react'
import { useSubmission } from '../../forms/use-submission.ts'
import { Page } from '../../frame/page.tsx'
import { useOrganization } from '../../organizations/use-organization.ts'
import { call } from '../../sessions/call.ts'
import { readServicesAgain } from '../services-queries.ts'
import { DefinitionForm } from './definition-form.tsx'
import { changed, definitionOf, EMPTY, problemsOf } from './draft.ts'
import { ManagersOnly } from './managers-only.tsx'
import { PasteDefinition } from './paste-definition.tsx'

export function RegisterPage() {
  const { id: organizationId } = useOrganization()
  return (
    <Page
      title="Register a service"
      above={
        <Link to="/o/$organizationId/organization/services" params={{ organizationId }}>
          Services
        </Link>
      }
      introduction="Its id, the audience of its access tokens, is made when it is registered."
    >
      <ManagersOnly>
        <Registration organizationId={organizationId} />
      </ManagersOnly>
    </Page>
  )
}

function Registration({ organizationId }: { readonly organizationId: string }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [draft, change] = useReducer(changed, EMPTY)
  const submission = useSubmission({ answers: draft, wrong: problemsOf(draft) })
  const register = (): Promise<void> =>
    submission.submit(async () => {
      const body = { name: draft.name.trim(), ...definitionOf(draft) }
      const { id: serviceId } = await call(endpoints.registerService, { params: { organizationId }, body })
      await readServicesAgain(queryClient, organizationId)
      await navigate({
        to: '/o/$organizationId/organization/services/$serviceId',
        params: { organizationId, serviceId },
        ignoreBlocker: true,
      })
    })
  return (
    <>
      <PasteDefinition onRead={(read) => change({ do: 'replace', draft: read })} />
      <DefinitionForm
        draft={draft}
        onChange={change}
        submission={submission}
        onSubmit={() => void register()}
        submitLabel="Register"
        pendingLabel="Registering…"
        isKept={false}
        isChanged={draft !== EMPTY}
        onCancel={() =>
          void navigate({ to: '/o/$organizationId/organization/services', params: { organizationId } })
        }
      />
    </>
  )
}
