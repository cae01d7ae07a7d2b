/** What a machine holds in this organization. */
import { endpoints, type GiveRole, type OAuthApp } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { RolesSection } from '../roles/roles-section.tsx'
import { isForOthers } from '../roles/named-only.ts'
import { call } from '../sessions/call.ts'
import { readAppsAgain } from './oauth-apps-queries.ts'

type Props = {
  readonly app: OAuthApp
  readonly organizationId: string
  readonly mayChange: boolean
  readonly onDone: (message: string) => void
}

export function AppRoles({ app, organizationId, mayChange, onDone }: Props) {
  const queryClient = useQueryClient()
  const params = { organizationId, appId: app.id }
  const give = async (body: GiveRole): Promise<void> => {
    await call(endpoints.giveOAuthAppRole, { params, body })
    await readAppsAgain(queryClient, organizationId)
  }
  return (
    <RolesSection
      organizationId={organizationId}
      name={app.name}
      roles={app.roles}
      mayChange={mayChange}
      canHold={isForOthers}
      give={give}
      changePeriod={give}
      take={async (body) => {
        await call(endpoints.takeOAuthAppRole, { params, body })
        await readAppsAgain(queryClient, organizationId)
      }}
      whatFollows={() => (
        <p>From its next access token on, it can’t do any more what only this role allows.</p>
      )}
      onDone={onDone}
    />
  )
}
