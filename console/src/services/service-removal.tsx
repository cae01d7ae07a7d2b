/** Removes a service, or one that was added from this organization alone, after telling who and what loses by it. */
import { endpoints, type Service } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Removal } from '../frame/removal.tsx'
import { Lines } from '../frame/lines.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { ServiceLosses } from './service-losses.tsx'
import { readServicesAgain, removalLossesQuery } from './services-queries.ts'

export function ServiceRemoval({
  service: { id: serviceId, displayName, isOwn },
}: {
  readonly service: Service
}) {
  const { id: organizationId, displayName: here } = useOrganization()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    const params = { organizationId, serviceId }
    await call(isOwn ? endpoints.removeService : endpoints.removeAddedService, { params })
    await navigate({ to: '/o/$organizationId/organization/services', params: { organizationId } })
    await readServicesAgain(queryClient, organizationId)
  }
  return (
    <Removal
      title={isOwn ? `Remove ${displayName}?` : `Remove ${displayName} from ${here}?`}
      onRemove={remove}
    >
      <RemovalLosses organizationId={organizationId} serviceId={serviceId} />
      <p>
        {isOwn
          ? 'Its roles are taken from everyone, and its id is gone for good: registered again, it has another one.'
          : `Its roles are taken from everyone in ${here}. It can be added again while it is offered, without them.`}
      </p>
    </Removal>
  )
}

function RemovalLosses(props: { readonly organizationId: string; readonly serviceId: string }) {
  const { data, error, refetch } = useQuery(removalLossesQuery(props.organizationId, props.serviceId))
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={3} label="Reading who loses something" />
  return <ServiceLosses {...data} />
}
