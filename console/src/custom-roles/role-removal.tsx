/** Removes a custom role, after telling who and what loses something by it. */
import { endpoints, type CustomRole } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Removal } from '../frame/removal.tsx'
import { WhatIsLost } from '../roles/what-is-lost.tsx'
import { call } from '../sessions/call.ts'
import { lossesAsked, readCustomRolesAgain } from './custom-role-queries.ts'

type Props = { readonly organizationId: string; readonly role: CustomRole }

export function RoleRemoval({ organizationId, role: { name: roleName, displayName } }: Props) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await call(endpoints.removeCustomRole, { params: { organizationId, roleName } })
    await navigate({
      to: '/o/$organizationId/organization/roles',
      params: { organizationId },
      ignoreBlocker: true,
    })
    await readCustomRolesAgain(queryClient, organizationId)
  }
  return (
    <Removal title={`Remove ${displayName}?`} onRemove={remove}>
      <WhatIsLost asked={lossesAsked(organizationId, roleName, null)} />
      <p>People and groups lose it. Its name stays taken: no other role can have it later.</p>
    </Removal>
  )
}
