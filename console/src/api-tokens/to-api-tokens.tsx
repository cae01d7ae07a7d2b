/** The way back to the list, above the title of the pages below it. */
import { Link } from '@tanstack/react-router'

export function ToApiTokens({ organizationId }: { readonly organizationId: string }) {
  return (
    <Link to="/o/$organizationId/account/api-tokens" params={{ organizationId }}>
      API Tokens
    </Link>
  )
}
