/** My Account: its tabs, each a page with an address of its own. */
import { Outlet } from '@tanstack/react-router'
import { Area } from '../../frame/area.tsx'
import { useOrganization } from '../../organizations/use-organization.ts'

const TABS = [
  { to: '/o/$organizationId/account/profile', label: 'Profile' },
  { to: '/o/$organizationId/account/security', label: 'Security' },
  { to: '/o/$organizationId/account/api-tokens', label: 'API Tokens' },
  { to: '/o/$organizationId/account/my-roles', label: 'My Roles' },
  { to: '/o/$organizationId/account/connected-apps', label: 'Connected apps' },
] as const

export function AccountRoute() {
  const { id } = useOrganization()
  return (
    <Area name="My Account" tabs={TABS} organizationId={id}>
      <Outlet />
    </Area>
  )
}
