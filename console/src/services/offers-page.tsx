/** To whom a service is offered: to every organization, or to those whose ids are entered. Who loses it is told before. */
import {
  endpoints,
  type Editable,
  type Service,
  type ServiceLosses as Losses,
  type ServiceOffers,
} from '@countersign/api'
import { Button, Radio, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ChangedMeanwhile } from '../forms/changed-meanwhile.tsx'
import type { Parts } from '../forms/differences.ts'
import { Form } from '../forms/form.tsx'
import { messageFor, useSubmission } from '../forms/use-submission.ts'
import { useVersion } from '../forms/use-version.ts'
import { Confirmation } from '../frame/confirmation.tsx'
import { LeavingGuard } from '../frame/leaving-guard.tsx'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { ShortList } from '../frame/short-list.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { useSession } from '../sessions/session-query.ts'
import { idsIn } from './pasted-ids.ts'
import { ManagersOnly } from './register/managers-only.tsx'
import { offersQuery, readServicesAgain, serviceQuery } from './services-queries.ts'

export function OffersPage() {
  const { id: organizationId } = useOrganization()
  const { serviceId } = useParams({
    from: '/signed-in/o/$organizationId/organization/services/$serviceId/offers',
  })
  const params = { organizationId, serviceId }
  const service = useQuery(serviceQuery(organizationId, serviceId))
  const offers = useQuery(offersQuery(organizationId, serviceId))
  const error = service.error ?? offers.error
  const name = service.data?.displayName ?? 'the service'
  return (
    <Page
      title={`Offer ${name}`}
      above={
        <Link to="/o/$organizationId/organization/services/$serviceId" params={params}>
          {service.data?.displayName ?? 'The service'}
        </Link>
      }
      introduction="An organization that it is offered to can add it, give its roles to people there, and get access tokens for it. Its id stays the one; its access tokens say which organization they are of, and the service must look."
    >
      <ManagersOnly isForOwners>
        {error && (
          <ProblemState
            error={error}
            onRetry={() => void Promise.all([service.refetch(), offers.refetch()])}
          />
        )}
        {!error && !(service.data && offers.data) && <Lines count={4} label="Reading the offers" />}
        {service.data && offers.data && (
          <OffersForm
            key={serviceId}
            organizationId={organizationId}
            service={service.data}
            before={offers.data}
          />
        )}
      </ManagersOnly>
    </Page>
  )
}

type FormProps = {
  readonly organizationId: string
  readonly service: Service
  readonly before: Editable<ServiceOffers>
}
type To = 'all' | 'named' | 'nobody'

function OffersForm({ organizationId, service, before }: FormProps) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const params = { organizationId, serviceId: service.id }
  const version = useVersion(before, () => call(endpoints.showServiceOffers, { params }))
  const [first, setFirst] = useState(() => draftOf(before))
  const [to, setTo] = useState<To>(first.to)
  const [organizationIds, setIds] = useState(first.ids)
  const [losses, setLosses] = useState<Losses>()
  const { ids, problem } = idsIn(organizationIds)
  const submission = useSubmission({
    answers: { to, organizationIds },
    wrong: {
      ...(to === 'named' && problem !== undefined && { organizationIds: problem }),
      ...(to === 'named' &&
        problem === undefined &&
        ids.length === 0 && { organizationIds: 'Enter the id of an organization, or choose Nobody.' }),
    },
  })
  const body: ServiceOffers = { toAll: to === 'all', organizationIds: to === 'named' ? ids : [] }
  const toService = (ignoreBlocker: boolean): Promise<void> =>
    navigate({ to: '/o/$organizationId/organization/services/$serviceId', params, ignoreBlocker })
  const save = async (): Promise<void> => {
    const saved = await version.put((ifMatch) => call(endpoints.offerService, { params, body, ifMatch }))
    if (saved === undefined) return
    await readServicesAgain(queryClient, organizationId)
    await toService(true)
  }
  const submit = (): Promise<void> =>
    submission.submit(async () => {
      const found = await call(endpoints.previewServiceOffers, { params, body })
      if (found.others.organizations === 0) return save()
      setLosses(found)
    })
  return (
    <>
      <Form
        submission={submission}
        onSubmit={() => void submit()}
        submitLabel="Save"
        pendingLabel="Saving…"
        fieldNames={['organizationIds']}
        label="Offers"
        otherActions={
          <Button variant="subtle" onClick={() => void toService(false)}>
            Cancel
          </Button>
        }
      >
        <Radio.Group
          label="Offered to"
          value={to}
          onChange={(value) => {
            if (value === 'all' || value === 'named' || value === 'nobody') setTo(value)
          }}
        >
          <Radio value="nobody" label="Nobody" description="Only your own organization has it." />
          <Radio
            value="named"
            label="Named organizations"
            description="By their ids, which their owners find under Settings."
          />
          <Radio value="all" label="Every organization" description="Also those that are made later." />
        </Radio.Group>
        {to === 'named' && (
          <Textarea
            label="Ids of organizations"
            description="Up to 200. Paste as many as you like at once, with anything between them."
            rows={Math.min(12, Math.max(4, ids.length + 1))}
            spellCheck={false}
            autoComplete="off"
            value={organizationIds}
            onChange={(event) => setIds(event.currentTarget.value)}
            error={messageFor(submission.fields, 'organizationIds')}
          />
        )}
        {to === 'named' && <KnownNames ids={ids} />}
        <ChangedMeanwhile
          version={version}
          partsOf={partsOf}
          onTake={(theirs) => {
            const draft = draftOf(theirs)
            setFirst(draft)
            setTo(draft.to)
            setIds(draft.ids)
          }}
        />
      </Form>
      <LeavingGuard
        isNeeded={to !== first.to || (to === 'named' && organizationIds !== first.ids)}
        title="You have not saved this"
        leaveLabel="Leave without saving"
      >
        <p>The offers stay as they were.</p>
      </LeavingGuard>
      <Confirmation
        isOpen={losses !== undefined}
        onClose={() => setLosses(undefined)}
        title={`Withdraw ${service.displayName}?`}
        confirmLabel="Save and withdraw"
        pendingLabel="Saving…"
        onConfirm={save}
      >
        {losses && (
          <p>
            {losses.others.organizations === 1
              ? 'One organization that added it loses it'
              : `${losses.others.organizations} organizations that added it lose it`}
            , with every role of it that is held there: people {losses.others.people}, API tokens{' '}
            {losses.others.apiTokens}, machines {losses.others.machines}. Offered again, it comes without
            those roles.
          </p>
        )}
      </Confirmation>
    </>
  )
}

const toOf = ({ toAll, organizationIds }: ServiceOffers): To =>
  toAll ? 'all' : organizationIds.length > 0 ? 'named' : 'nobody'

const draftOf = (offers: ServiceOffers) => ({ to: toOf(offers), ids: offers.organizationIds.join('\n') })

const partsOf = ({ toAll, organizationIds }: ServiceOffers): Parts => ({
  'Offered to': toAll ? ['every organization'] : organizationIds,
})

/** Of those that one belongs to oneself; what others are called is theirs to tell. */
function KnownNames({ ids }: { readonly ids: readonly string[] }) {
  const known = useSession().organizations.filter(({ id }) => ids.includes(id))
  if (known.length === 0) return null
  return (
    <div>
      <p>Of these you know:</p>
      <ShortList>
        {known.map(({ id, displayName }) => (
          <li key={id}>
            <bdi>{displayName}</bdi>: <code>{id}</code>
          </li>
        ))}
      </ShortList>
    </div>
  )
}
