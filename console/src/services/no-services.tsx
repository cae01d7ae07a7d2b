/** What to know before the first service, and the two ways to it. */
import type { Organization } from '@countersign/api'
import { ButtonLink } from '../frame/button-link.tsx'
import classes from './no-services.module.css'

type Props = { readonly organization: Organization; readonly mayManage: boolean }

export function NoServices({ organization, mayManage }: Props) {
  const params = { organizationId: organization.id }
  return (
    <div className={classes.empty}>
      <h2>There is no service in {organization.displayName} yet</h2>
      <p>
        A service is something of yours that accepts access tokens: an API, a job, a website. It says which
        permissions it knows and which roles give them; people are given the roles, and their API tokens can
        do what the roles allow.
      </p>
      {mayManage ? (
        <div className={classes.ways}>
          <ButtonLink to="/o/$organizationId/organization/services/new" params={params}>
            Register the first service
          </ButtonLink>
          <ButtonLink
            to="/o/$organizationId/organization/services/catalogue"
            params={params}
            variant="default"
          >
            Add one that others offer
          </ButtonLink>
        </div>
      ) : (
        <p>An organization owner or administrator registers one.</p>
      )}
    </div>
  )
}
