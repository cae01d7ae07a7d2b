/** One custom role: its permissions to change, or to read for who may not, and its removal. */
import {
  endpoints,
  type CustomRole,
  type Editable,
  type PermissionsOfService,
  type Service,
} from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ChangedMeanwhile } from '../forms/changed-meanwhile.tsx'
import type { Parts } from '../forms/differences.ts'
import { useSubmission } from '../forms/use-submission.ts'
import { useVersion } from '../forms/use-version.ts'
import { Confirmation } from '../frame/confirmation.tsx'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { WhatIsLost } from '../roles/what-is-lost.tsx'
import { call } from '../sessions/call.ts'
import { CustomRoleForm, problemsOf, type Draft } from './custom-role-form.tsx'
import {
  customRoleQuery,
  definitionsQuery,
  lossesAsked,
  readCustomRolesAgain,
} from './custom-role-queries.ts'
import { choiceOf, chosenOf, groupsOfPermissions, isNarrower } from './permission-tree.ts'
import { RoleRemoval } from './role-removal.tsx'
import classes from './roles-page.module.css'

export function CustomRolePage() {
  const { id: organizationId, permissions } = useOrganization()
  const { roleName } = useParams({ from: '/signed-in/o/$organizationId/organization/roles/custom/$roleName' })
  const mayDefine = permissions.includes('members.manage')
  const role = useQuery(customRoleQuery(organizationId, roleName))
  const services = useQuery(definitionsQuery(organizationId))
  const error = role.error ?? services.error
  const isRead = role.data !== undefined && services.data !== undefined
  return (
    <Page
      title={role.data?.displayName ?? 'Custom role'}
      isName={role.data !== undefined}
      above={
        <Link to="/o/$organizationId/organization/roles" params={{ organizationId }}>
          Roles
        </Link>
      }
      introduction={role.data && <Introduction role={role.data} />}
      actions={mayDefine && role.data && <RoleRemoval organizationId={organizationId} role={role.data} />}
    >
      {error && !isRead && (
        <ProblemState
          error={error}
          onRetry={() => {
            void role.refetch()
            void services.refetch()
          }}
        />
      )}
      {!error && !isRead && <Lines count={6} label="Reading the role" />}
      {role.data && services.data && !mayDefine && <Permissions role={role.data} services={services.data} />}
      {/* As it was when the page was opened: reading it again must not touch what is being written. */}
      {role.data && services.data && mayDefine && (
        <Editing key={roleName} organizationId={organizationId} role={role.data} services={services.data} />
      )}
    </Page>
  )
}

const Introduction = ({ role: { name, holders } }: { readonly role: CustomRole }) => (
  <p>
    <code>{name}</code>: {holders === 0 && 'nobody holds it.'}
    {holders === 1 && 'one person holds it, directly or through a group.'}
    {holders > 1 && `${holders} people hold it, directly or through groups.`}
  </p>
)

type Props = { readonly role: CustomRole; readonly services: readonly Service[] }

function Permissions({ role, services }: Props) {
  const names = new Map(services.map(({ id, displayName }) => [id, displayName]))
  return role.services.map(({ serviceId, permissions }) => (
    <section key={serviceId} className={classes.section}>
      <h2>{names.get(serviceId) ?? serviceId}</h2>
      <ul className={classes.names}>
        {permissions.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </section>
  ))
}

type EditingProps = {
  readonly organizationId: string
  readonly role: Editable<CustomRole>
  readonly services: readonly Service[]
}

function Editing({ organizationId, role, services }: EditingProps) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const params = { organizationId, roleName: role.name }
  const version = useVersion(role, () => call(endpoints.showCustomRole, { params }))
  const { present } = version
  const [first, setFirst] = useState(() => draftOf(role))
  const [draft, setDraft] = useState(first)
  const [asked, setAsked] = useState<readonly PermissionsOfService[]>()
  const submission = useSubmission({ answers: draft, wrong: problemsOf(draft, true) })
  const chosen = () => chosenOf(draft.choice, groupsOfPermissions(services))
  const toList = (ignoreBlocker: boolean): Promise<void> =>
    navigate({ to: '/o/$organizationId/organization/roles', params: { organizationId }, ignoreBlocker })
  const save = async (): Promise<void> => {
    const body = {
      displayName: draft.displayName.trim(),
      description: draft.description.trim() || null,
      services: chosen(),
    }
    const saved = await version.put((ifMatch) => call(endpoints.editCustomRole, { params, body, ifMatch }))
    if (saved === undefined) return
    await readCustomRolesAgain(queryClient, organizationId)
    await toList(true)
  }
  const submit = (): Promise<void> =>
    submission.submit(async () => {
      if (isNarrower(chosen(), present.services)) setAsked(chosen())
      else await save()
    })
  return (
    <>
      <CustomRoleForm
        draft={draft}
        onChange={setDraft}
        services={services}
        submission={submission}
        onSubmit={() => void submit()}
        isKept
        isChanged={draft !== first}
        onCancel={() => void toList(false)}
      >
        <ChangedMeanwhile
          version={version}
          partsOf={partsOf}
          onTake={(theirs) => {
            const theirDraft = draftOf(theirs)
            setFirst(theirDraft)
            setDraft(theirDraft)
          }}
        />
      </CustomRoleForm>
      <Confirmation
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={`Take permissions out of ${present.displayName}?`}
        confirmLabel="Save and take away"
        pendingLabel="Saving…"
        onConfirm={save}
      >
        {asked && <WhatIsLost asked={lossesAsked(organizationId, role.name, asked)} />}
      </Confirmation>
    </>
  )
}

const draftOf = (role: CustomRole): Draft => ({ ...role, choice: choiceOf(role.services) })

const partsOf = ({ displayName, description, services }: CustomRole): Parts => ({
  'Display name': displayName,
  Description: description,
  Permissions: services.flatMap(({ permissions }) => permissions),
})
