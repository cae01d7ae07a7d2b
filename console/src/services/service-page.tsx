/** One service for those who build it and those who look after it: what to set, what it defines, and a way to try a token. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ButtonLink } from '../frame/button-link.tsx'
import { Lines } from '../frame/lines.tsx'
import { Page } from '../frame/page.tsx'
import { useOrganization } from '../organizations/use-organization.ts'
import { ProblemState } from '../problems/problem-state.tsx'
import { discoveryQuery } from './published.ts'
import { FeedTokens } from './feed-tokens/feed-tokens.tsx'
import { ServiceRemoval } from './service-removal.tsx'
import { ServiceDefinition } from './service-definition.tsx'
import { ServiceExamples } from './service-examples.tsx'
import { ServiceFacts } from './service-facts.tsx'
import classes from './service-page.module.css'
import { serviceQuery } from './services-queries.ts'
import { TryAccessToken } from './try-it/try-access-token.tsx'
import { rightsIn } from './rights.ts'

export function ServicePage() {
  const organization = useOrganization()
  const { serviceId } = useParams({ from: '/signed-in/o/$organizationId/organization/services/$serviceId/' })
  const params = { organizationId: organization.id, serviceId }
  const { data: service, error, refetch } = useQuery(serviceQuery(organization.id, serviceId))
  const { data: published, error: unpublished, refetch: readAgain } = useQuery(discoveryQuery)
  const { mayManage, mayOffer } = rightsIn(organization)
  const toServices = (
    <Link to="/o/$organizationId/organization/services" params={params}>
      Services
    </Link>
  )
  if (!service)
    return (
      <Page title="Service" above={toServices}>
        {error ? (
          <ProblemState error={error} onRetry={() => void refetch()} />
        ) : (
          <Lines count={6} label="Reading the service" />
        )}
      </Page>
    )
  return (
    <Page
      title={service.displayName}
      isName
      above={toServices}
      introduction={
        <>
          {service.description !== null && <p>{service.description}</p>}
          {!service.isOwn && (
            <p>
              Another organization provides it. Its id is the same there; an access token says whose it is.
            </p>
          )}
        </>
      }
      actions={
        mayManage && (
          <>
            {service.isOwn && (
              <ButtonLink
                to="/o/$organizationId/organization/services/$serviceId/edit"
                params={params}
                variant="default"
              >
                Edit…
              </ButtonLink>
            )}
            {service.isOwn && mayOffer && (
              <ButtonLink
                to="/o/$organizationId/organization/services/$serviceId/offers"
                params={params}
                variant="default"
              >
                Offer to others…
              </ButtonLink>
            )}
            <ServiceRemoval service={service} />
          </>
        )
      }
    >
      {error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {unpublished && !published && <ProblemState error={unpublished} onRetry={() => void readAgain()} />}
      <ServiceFacts service={service} issuer={published?.issuer} keysUrl={published?.keysUrl} />
      <section className={classes.section}>
        <h2>Roles and permissions</h2>
        <ServiceDefinition roles={service.roles} permissions={service.permissions} />
      </section>
      {service.isOwn && mayManage && <FeedTokens organizationId={organization.id} service={service} />}
      {published && (
        <>
          <section className={classes.section}>
            <h2>Accept access tokens</h2>
            <ServiceExamples audience={service.id} issuer={published.issuer} />
          </section>
          <section className={classes.section}>
            <h2>Try an access token</h2>
            <TryAccessToken audience={service.id} {...published} />
          </section>
        </>
      )}
    </Page>
  )
}
