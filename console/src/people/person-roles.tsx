/** The roles of a person, and giving and taking them. */
import { endpoints, type Person } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { readRightsAgain } from '../roles/read-rights-again.ts'
import { RolesSection } from '../roles/roles-section.tsx'
import { call } from '../sessions/call.ts'
import { fullName } from '../sessions/full-name.ts'

type Props = {
  readonly organizationId: string
  readonly person: Person
  readonly onDone: (message: string) => void
}

export function PersonRoles({ organizationId, person: { user, roles, mayChange }, onDone }: Props) {
  const queryClient = useQueryClient()
  const params = { organizationId, userId: user.id }
  const readAgain = (): Promise<void> => readRightsAgain(queryClient, organizationId)
  return (
    <RolesSection
      organizationId={organizationId}
      name={fullName(user)}
      roles={roles}
      mayChange={mayChange}
      give={async (body) => {
        await call(endpoints.giveRole, { params, body })
        await readAgain()
      }}
      changePeriod={async (body) => {
        await call(endpoints.changeRolePeriod, { params, body })
        await readAgain()
      }}
      take={async (body) => {
        await call(endpoints.takeRole, { params, body })
        await readAgain()
      }}
      whatFollows={() => (
        <p>
          It counts from the next exchange on: whatever the person and their API tokens do by this role is
          refused then. The role can be given again.
        </p>
      )}
      onDone={onDone}
    />
  )
}
