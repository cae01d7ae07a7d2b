/** Removes an app everywhere, or an added one from this organization, after telling what stops. */
import { type AppConsequences, endpoints, type OAuthApp } from '@countersign/api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Removal } from '../frame/removal.tsx'
import { Lines } from '../frame/lines.tsx'
import classes from '../frame/listing.module.css'
import { ShortList } from '../frame/short-list.tsx'
import { Moment } from '../moments/moment.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { consequencesQuery, readAppsAgain, type OfApp } from './oauth-apps-queries.ts'

export function AppRemoval({ app: { id: appId, name, isOwn } }: { readonly app: OAuthApp }) {
  const { id: organizationId, displayName: here } = useOrganization()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const params = { organizationId, appId }
  const remove = async (): Promise<void> => {
    await call(isOwn ? endpoints.removeOAuthApp : endpoints.removeAddedOAuthApp, { params })
    await navigate({ to: '/o/$organizationId/organization/oauth-apps', params: { organizationId } })
    await readAppsAgain(queryClient, organizationId)
  }
  return (
    <Removal title={isOwn ? `Remove ${name}?` : `Remove ${name} from ${here}?`} onRemove={remove}>
      <WhatStops {...params} />
      <p>
        {isOwn
          ? 'It is gone in every organization that has it, and its id for good.'
          : `Its roles in ${here} and what people here allowed it are gone. It can be added again while it is shared.`}
      </p>
    </Removal>
  )
}

function WhatStops(params: OfApp) {
  const { data, error, refetch } = useQuery(consequencesQuery(params))
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={3} label="Reading what stops" />
  return <Consequences {...data} />
}

function Consequences({ secrets, organizations, people, roles }: AppConsequences) {
  const others = organizations.total - 1
  const isNothing = secrets.length + people.total + roles === 0 && others <= 0
  if (isNothing) return <p>Nothing stops: no secret works, it holds no role, and nobody let it in.</p>
  return (
    <>
      {secrets.length > 0 && (
        <>
          <p>
            {secrets.length === 1 ? 'One secret stops working:' : `${secrets.length} secrets stop working:`}
          </p>
          <ul className={classes.stops}>
            {secrets.map(({ id, name, lastUse }) => (
              <li key={id}>
                <bdi>{name}</bdi>
                {lastUse === null ? (
                  ', never used'
                ) : (
                  <>
                    , last used <Moment at={lastUse.at} as="from-now" />
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {roles > 0 && (
        <p>{roles === 1 ? 'One role that it holds goes.' : `${roles} roles that it holds go.`}</p>
      )}
      {others > 0 && (
        <>
          <p>
            {others === 1 ? 'One other organization loses it.' : `${others} other organizations lose it.`}
          </p>
        </>
      )}
      {people.total > 0 && (
        <>
          <p>{people.total === 1 ? 'One person let it in.' : `${people.total} people let it in.`}</p>
          <ShortList className={classes.stops} most={5}>
            {people.items.map(({ userId, username, lastUsedAt }) => (
              <li key={userId}>
                <bdi translate="no">{username}</bdi>
                {lastUsedAt !== null && (
                  <>
                    , last used <Moment at={lastUsedAt} as="from-now" />
                  </>
                )}
              </li>
            ))}
          </ShortList>
        </>
      )}
    </>
  )
}
