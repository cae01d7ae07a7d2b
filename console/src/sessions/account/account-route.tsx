/** My Account: its tabs, each a page with an address of its own. */
import { Link, Outlet } from '@tanstack/react-router'
import { useOrganization } from '../../organizations/use-organization.ts'
import classes from './account-route.module.css'

const TABS = [
  { to: '/o/$organizationId/account/profile', label: 'Profile' },
  { to: '/o/$organizationId/account/security', label: 'Security' },
  { to: '/o/$organizationId/account/api-tokens', label: 'API Tokens' },
  { to: '/o/$organizationId/account/my-roles', label: 'My Roles' },
] as const

export function AccountRoute() {
  const { id } = useOrganization()
  return (
    <>
      <nav className={classes.tabs} aria-label="My Account">
        <span className={classes.name} aria-hidden>
          My Account
        </span>
        <ul>
          {TABS.map(({ to, label }) => (
            <li key={to}>
              <Link to={to} params={{ organizationId: id }} data-label={label}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </>
  )
}
