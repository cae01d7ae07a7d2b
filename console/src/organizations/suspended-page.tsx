/** In the place of every page of a suspended organization. */
import type { Organization } from '@countersign/api'
import { Moment } from '../moments/moment.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../sessions/session-query.ts'

type Props = { readonly organization: Organization; readonly suspendedAt: string }

export function SuspendedPage({ organization, suspendedAt }: Props) {
  const { organizations } = useSession()
  const hasOthers = organizations.some(({ suspendedAt: at }) => at === null)
  return (
    <Page
      title={`${organization.displayName} is suspended`}
      introduction={
        <>
          Since <Moment at={suspendedAt} as="date-and-time" isFocusable /> nobody can act in it, and none of
          its API tokens is exchanged. Nothing is lost: when a platform operator of this installation reopens
          it, what was not revoked works again.
        </>
      }
    >
      <p>{hasOthers ? 'Choose another of your organizations above.' : 'You are in no other organization.'}</p>
    </Page>
  )
}
