/** Who and what loses something when a custom role permits less, or goes: read at the moment it is asked. */
import type { PermissionsOfService } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { Lines } from '../frame/lines.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { LostRights } from '../roles/lost-rights.tsx'
import { lossesQuery } from './custom-role-queries.ts'

type Props = {
  readonly organizationId: string
  readonly roleName: string
  /** Null: it goes. */
  readonly becomes: readonly PermissionsOfService[] | null
}

export function RoleLosses({ organizationId, roleName, becomes }: Props) {
  const { data, error, refetch } = useQuery(lossesQuery(organizationId, roleName, becomes))
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={3} label="Reading who loses something" />
  if (data.people.total === 0) return <p>Nobody loses anything.</p>
  return <LostRights {...data} />
}
