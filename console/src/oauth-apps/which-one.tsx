/** When to use an API token, when an OAuth app: told where somebody is about to make one. */
import { Link } from '@tanstack/react-router'
import { publicUrl } from '../connection/base-path.ts'

export function WhichOne({ organizationId }: { readonly organizationId: string }) {
  return (
    <>
      <p>
        An <strong>API token</strong> is yours: what is done with it is done by you, with your roles, in one
        organization, and ends when you go. Take one for your own scripts:{' '}
        <Link to="/o/$organizationId/account/api-tokens" params={{ organizationId }}>
          My Account, API Tokens
        </Link>
        .
      </p>
      <p>
        An <strong>OAuth app</strong> is the organization’s own, and may be used in several. Take one for a
        machine that goes on when you are gone, with roles of its own, or for an application that people sign
        in to.
      </p>
      <p>
        <a href={`${publicUrl}/help/oauth-apps`} target="_blank" rel="noopener">
          When to use which, in Help
        </a>
      </p>
    </>
  )
}
