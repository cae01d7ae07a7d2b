/** The organization's area: the pages of it that one has the right for. An address of another one says so, and where to go. */
import { Outlet, useMatches } from '@tanstack/react-router'
import { Area } from '../frame/area.tsx'
import { ButtonLink } from '../frame/button-link.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { areaPageOf, pagesFor } from './area-pages.ts'

export function AreaRoute() {
  const organization = useOrganization()
  const route = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '' })
  const pages = pagesFor(organization)
  const asked = areaPageOf(route)
  const isShown = asked === undefined || pages.includes(asked)
  return (
    <Area name="Organization" tabs={pages} organizationId={organization.id}>
      {isShown ? <Outlet /> : <NotForYou />}
    </Area>
  )
}

function NotForYou() {
  const { id, displayName } = useOrganization()
  return (
    <Page
      title="This page is not for you"
      introduction={`Your roles in ${displayName} don’t allow it. Ask an organization owner for one that does.`}
    >
      <ButtonLink to="/o/$organizationId/account/my-roles" params={{ organizationId: id }} variant="default">
        See your roles
      </ButtonLink>
    </Page>
  )
}
