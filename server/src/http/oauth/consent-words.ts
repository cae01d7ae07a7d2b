/** What a person allows an app, in sentences. */
import type { AskedConsent } from '../../actions/oauth/authorize.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { ORGANIZATION_PERMISSIONS, organizationRole } from '../../domain/organization-roles.ts'
import type { Grant } from '../../domain/scope.ts'
import type { Service } from '../../domain/service.ts'

const OF_WORDS: Readonly<Record<string, string>> = {
  profile: 'See your first and last name',
  email: 'See your e-mail address',
  groups: 'See which groups you are in',
}

/** More are not read by anybody; how many there are is told. */
const MOST_NAMED = 40

export function allowedSentences(
  app: Pick<OAuthApp, 'hasRefreshTokens' | 'refreshLifetimeSeconds' | 'allowedScopes'>,
  { organization, isEverything, scope, words }: AskedConsent,
  services: readonly Service[],
): string[] {
  const told = app.allowedScopes.openId ? Object.entries(OF_WORDS).filter(([word]) => words.has(word)) : []
  return [
    `Know who you are: your user name, and that you belong to ${organization.displayName}`,
    ...told.map(([, sentence]) => sentence),
    ...rightsOf(isEverything, organization.displayName, scope.grants, services),
    ...(scope.administration
      ? [`Administer Countersign in ${organization.displayName} as far as you may yourself`]
      : []),
    ...(app.hasRefreshTokens ? [`Go on without asking you, for ${daysOf(app.refreshLifetimeSeconds)}`] : []),
  ]
}

function rightsOf(
  isEverything: boolean,
  organization: string,
  grants: readonly Grant[],
  services: readonly Service[],
): string[] {
  if (isEverything) return [`Do everything that you may do in the services of ${organization}, now and later`]
  if (grants.length === 0) return ['Nothing else: it gets no rights of yours']
  const namesOf = new Map(services.map((service) => [service.id, service]))
  const granted = grants.filter(({ kind }) => kind === 'role')
  const implied = new Set(
    granted.flatMap((role) => permissionsOf(role, namesOf).map((name) => keyOf(role, name))),
  )
  const told = grants.filter((grant) => grant.kind === 'role' || !implied.has(keyOf(grant, grant.name)))
  const sentences = [...new Set(told.map((grant) => sentenceOf(grant, namesOf)))]
  const more = sentences.length - MOST_NAMED
  return [...sentences.slice(0, MOST_NAMED), ...(more > 0 ? [`And ${more} more rights of yours`] : [])]
}

type Services = ReadonlyMap<string, Service>

const keyOf = ({ serviceId }: Pick<Grant, 'serviceId'>, permission: string): string =>
  `${serviceId} ${permission}`

const permissionsOf = ({ serviceId, name }: Grant, services: Services): readonly string[] =>
  (serviceId === null
    ? organizationRole(name)?.permissions
    : services.get(serviceId)?.roles.find((role) => role.name === name)?.permissions) ?? []

function sentenceOf({ kind, serviceId, name, resource }: Grant, services: Services): string {
  if (serviceId === null)
    return kind === 'role'
      ? `Act as ${organizationRole(name)?.displayName ?? name}`
      : ((ORGANIZATION_PERMISSIONS as Readonly<Record<string, string>>)[name] ?? name)
  const service = services.get(serviceId)
  const what =
    kind === 'role'
      ? `act as ${service?.roles.find((role) => role.name === name)?.displayName ?? name}`
      : (service?.permissions.find((permission) => permission.name === name)?.description ?? name)
  return `${service?.displayName ?? serviceId}: ${what}${resource === null ? '' : `, on ${resource}`}`
}

function daysOf(seconds: number): string {
  const days = Math.round(seconds / 86_400)
  if (days < 2) return `${Math.max(1, Math.round(seconds / 3600))} hours at most`
  return `${days} days at most`
}
