/** The bar on top of every page of someone who is signed in: our mark, the organization, the person. */
import { Link, useParams } from '@tanstack/react-router'
import { Wordmark } from '../mark/wordmark.tsx'
import { OrganizationSwitcher } from '../organizations/organization-switcher.tsx'
import classes from './header.module.css'
import { UserMenu } from './user-menu.tsx'

export function Header() {
  const { organizationId } = useParams({ strict: false })
  return (
    <header className={classes.header}>
      <div className={classes.inside}>
        <Link to="/" className={classes.home} aria-label="Countersign, home">
          <Wordmark />
        </Link>
        {organizationId !== undefined && <OrganizationSwitcher organizationId={organizationId} />}
        <div className={classes.space} />
        <UserMenu organizationId={organizationId} />
      </div>
    </header>
  )
}
