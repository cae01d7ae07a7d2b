/** Changes a service that the organization provides. What takes something away is confirmed with who and what loses it. */
import { endpoints, type Editable, type Service, type ServiceLosses as Losses } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useReducer, useState } from 'react'
import { ChangedMeanwhile } from '../../forms/changed-meanwhile.tsx'
import type { Parts } from '../../forms/differences.ts'
import { useSubmission } from '../../forms/use-submission.ts'
import { useVersion } from '../../forms/use-version.ts'
import { Lines } from '../../frame/lines.tsx'
import { Page } from '../../frame/page.tsx'
import { useOrganization } from '../../organizations/use-organization.ts'
import { Notice } from '../../problems/notice.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { call } from '../../sessions/call.ts'
import { rightsIn } from '../rights.ts'
import { readServicesAgain, serviceQuery } from '../services-queries.ts'
import { DefinitionForm } from './definition-form.tsx'
import { changed, definitionOf, draftOf, type Narrowing, narrowing, problemsOf } from './draft.ts'
import { ManagersOnly } from './managers-only.tsx'
import { NarrowingDialog } from './narrowing-dialog.tsx'

export function EditPage() {
  const { id: organizationId } = useOrganization()
  const { serviceId } = useParams({
    from: '/signed-in/o/$organizationId/organization/services/$serviceId/edit',
  })
  const { data: service, error, refetch } = useQuery(serviceQuery(organizationId, serviceId))
  return (
    <Page
      title={service ? `Edit ${service.displayName}` : 'Edit a service'}
      above={
        <Link to="/o/$organizationId/organization/services/$serviceId" params={{ organizationId, serviceId }}>
          {service?.displayName ?? 'The service'}
        </Link>
      }
    >
      <ManagersOnly>
        {error && !service && <ProblemState error={error} onRetry={() => void refetch()} />}
        {!error && !service && <Lines count={6} label="Reading the service" />}
        {service && !service.isOwn && (
          <Notice tone="warning" title="Another organization provides this service">
            <p>Only that one can change it.</p>
          </Notice>
        )}
        {/* As it was when the page was opened: reading it again must not touch what is being written. */}
        {service?.isOwn && <Editing key={service.id} organizationId={organizationId} service={service} />}
      </ManagersOnly>
    </Page>
  )
}

type Asked = { readonly narrowing: Narrowing; readonly losses: Losses }

function Editing({
  organizationId,
  service,
}: {
  readonly organizationId: string
  readonly service: Editable<Service>
}) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { mayOffer: isOwner } = rightsIn(useOrganization())
  const params = { organizationId, serviceId: service.id }
  const version = useVersion(service, () => call(endpoints.showService, { params }))
  const { present } = version
  const [first, setFirst] = useState(() => draftOf(service, true))
  const [draft, change] = useReducer(changed, first)
  const [asked, setAsked] = useState<Asked>()
  const submission = useSubmission({ answers: draft, wrong: problemsOf(draft) })
  const toService = (): Promise<void> =>
    navigate({ to: '/o/$organizationId/organization/services/$serviceId', params, ignoreBlocker: true })
  const save = async (): Promise<void> => {
    const saved = await version.put((ifMatch) =>
      call(endpoints.changeService, { params, body: definitionOf(draft), ifMatch }),
    )
    if (saved === undefined) return
    await readServicesAgain(queryClient, organizationId)
    await toService()
  }
  const submit = (): Promise<void> =>
    submission.submit(async () => {
      const body = definitionOf(draft)
      const less = narrowing(definitionOf(draftOf(present, true)), body)
      if (less === undefined) return save()
      const losses = await call(endpoints.previewService, { params, body: { definition: body } })
      setAsked({ narrowing: less, losses })
    })
  return (
    <>
      <DefinitionForm
        draft={draft}
        onChange={change}
        submission={submission}
        onSubmit={() => void submit()}
        submitLabel="Save"
        pendingLabel="Saving…"
        isKept
        isChanged={draft !== first}
        onCancel={() => void navigate({ to: '/o/$organizationId/organization/services/$serviceId', params })}
      >
        {!isOwner && (
          <Notice tone="accent">
            <p>
              Only an organization owner can put a permission into a role that exists, unless you hold it for
              good yourself. A new role can have any.
            </p>
          </Notice>
        )}
        <ChangedMeanwhile
          version={version}
          partsOf={partsOf}
          onTake={(theirs) => {
            const draft = draftOf(theirs, true)
            setFirst(draft)
            change({ do: 'replace', draft })
          }}
        />
      </DefinitionForm>
      <NarrowingDialog
        asked={asked}
        onClose={() => setAsked(undefined)}
        onConfirm={save}
        name={present.displayName}
      />
    </>
  )
}

const partsOf = ({ displayName, description, permissions, roles }: Service): Parts => ({
  'Display name': displayName,
  Description: description ?? '',
  Permissions: permissions.map(({ name }) => name),
  Roles: roles.map(({ name }) => name),
  ...Object.fromEntries(permissions.map((each) => [`What ${each.name} allows`, each.description])),
  ...Object.fromEntries(roles.map((role) => [`Display name of ${role.name}`, role.displayName])),
  ...Object.fromEntries(roles.map((role) => [`Permissions of ${role.name}`, role.permissions])),
})
