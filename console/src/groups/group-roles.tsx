/** The roles of a group, and giving and taking them. */
import { endpoints, type GiveRole, type Group } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { isForOthers } from '../roles/named-only.ts'
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
      canHold={isForOthers}
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
