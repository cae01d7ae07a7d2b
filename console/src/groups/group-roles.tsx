/** The roles of a group, and giving and taking them. */
import { endpoints, type GivableRole, type GiveRole, type Group } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { nameOfRole } from '../roles/role-in-words.ts'
import { RolesSection } from '../roles/roles-section.tsx'
import { WhatIsLost } from '../roles/what-is-lost.tsx'
import { call } from '../sessions/call.ts'
import { groupLoss } from './groups-queries.ts'

type Props = {
  readonly organizationId: string
  readonly group: Group
  readonly mayChange: boolean
  readonly onDone: (message: string) => void
}

/** Given to persons one by one, so that it is always known who holds them. */
const NAMED_ONLY = ['org_owner', 'platform_operator']
const canHold = ({ serviceId, name }: GivableRole): boolean =>
  serviceId !== null || !NAMED_ONLY.includes(name)

export function GroupRoles({ organizationId, group, mayChange, onDone }: Props) {
  const queryClient = useQueryClient()
  const params = { organizationId, groupId: group.id }
  const give = async (body: GiveRole): Promise<void> => {
    await call(endpoints.giveGroupRole, { params, body })
    await readRightsAgain(queryClient, organizationId)
  }
  return (
    <RolesSection
      organizationId={organizationId}
      name={group.displayName}
      roles={group.roles}
      mayChange={mayChange}
      canHold={canHold}
      give={give}
      changePeriod={give}
      take={async (body) => {
        await call(endpoints.takeGroupRole, { params, body })
        await readRightsAgain(queryClient, organizationId)
      }}
      whatFollows={(role) => <WhatIsLost asked={groupLoss(params, { role: nameOfRole(role) })} />}
      onDone={onDone}
    />
  )
}
