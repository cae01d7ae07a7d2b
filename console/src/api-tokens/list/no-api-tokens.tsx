/** What to know before the first API token, and the way to it. */
import type { Organization } from '@countersign/api'
import { ButtonLink } from '../../frame/button-link.tsx'
import classes from './no-api-tokens.module.css'

export function NoApiTokens({ organization }: { readonly organization: Organization }) {
  return (
    <div className={classes.empty}>
      <h2>You have no API token in {organization.displayName} yet</h2>
      <ol>
        <li>
          <strong>Generate one.</strong> Give it a name, a lifetime, and the roles or permissions it needs.
        </li>
        <li>
          <strong>Keep its value.</strong> You see it once; put it where your script finds it, a secret store
          at best.
        </li>
        <li>
          <strong>Exchange it.</strong> The script sends it here and gets an access token that lasts minutes
          and opens your services.
        </li>
      </ol>
      <ButtonLink to="/o/$organizationId/account/api-tokens/new" params={{ organizationId: organization.id }}>
        Generate a new API token
      </ButtonLink>
    </div>
  )
}
