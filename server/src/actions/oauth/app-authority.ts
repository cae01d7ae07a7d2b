/**
 * Who may have what of an app in their hands. Whoever makes a secret of a machine can act as it, and whoever says where
 * answers go gets what people let the app have: so nobody touches these of an app that could do more than themselves.
 * Owners have the organization. In others that added the app its rights are what these gave it, and stay so.
 */
import type { AllowedScopes } from '../../domain/allowed-scopes.ts'
import { actsAsOwner, holdsAsMuch } from '../../domain/assigning.ts'
import { exceedingScopes } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes, Reads } from '../../store/store.ts'
import { giverOf } from '../roles/giving.ts'

const MOST_NAMED = 10

type Held = Pick<OAuthApp, 'id' | 'kind' | 'organizationId' | 'allowedScopes'>

/**
 * One of the organization's own; others wait to change it.
 * @throws {Refusal} `not_found`, or `not_possible` for one that was added from another organization
 */
export async function ownApp(tx: Pick<Changes, 'oauthApps'>, caller: Caller, id: string): Promise<OAuthApp> {
  const { id: own } = caller.organization
  await tx.oauthApps.lock(own, id)
  const app = await tx.oauthApps.find(own, id)
  if (app === undefined) throw new Refusal('not_found')
  if (app.organizationId === own) return app
  throw new Refusal('not_possible', {
    detail: 'The OAuth app belongs to another organization, which alone can change it.',
  })
}

/** What an app could do that is not the caller's own, by name; empty when it is all theirs. */
async function beyondCaller(
  reads: Pick<Reads, 'oauthApps' | 'roles'>,
  caller: Caller,
  app: Held,
  now: Instant,
): Promise<string[]> {
  if (actsAsOwner(caller.authority)) return []
  // A machine has the rights of its roles, whatever it is allowed; an app for people what each of them has.
  if (app.kind !== 'machine') return exceedingOf(app.allowedScopes, caller)
  const isOwn = holdsAsMuch(await giverOf(reads, caller, now))
  const roles = await reads.oauthApps.rolesOf(caller.organization.id, app.id)
  const lasting = roles.filter(({ endsAt }) => endsAt === null || endsAt > now)
  return [...new Set(lasting.filter((role) => !isOwn(role)).map(({ name }) => name))]
}

export const mayTouch = async (...asked: Parameters<typeof beyondCaller>): Promise<boolean> =>
  (await beyondCaller(...asked)).length === 0

/** @throws {Refusal} `forbidden`, naming what is beyond the caller */
export async function refuseTouchingMore(
  reads: Pick<Reads, 'oauthApps' | 'roles'>,
  caller: Caller,
  app: Held,
  now: Instant,
): Promise<void> {
  const beyond = await beyondCaller(reads, caller, app, now)
  if (beyond.length === 0) return
  throw new Refusal('forbidden', {
    detail: `The OAuth app may do what you don’t hold yourself, on as much and for as long: ${listed(beyond)}. Ask an organization owner to do this.`,
  })
}

/** As exactly as they are named: “all roles” are those of whoever signs in, and so nobody's to give but an owner's. */
const exceedingOf = (scopes: AllowedScopes, { authority }: Caller): string[] =>
  exceedingScopes({ ...scopes, openId: false }, { ...authority, isNarrowed: true, administration: false })

/**
 * What an app may be allowed by this caller.
 * @throws {Refusal} `administration_off`, `scope_exceeds_caller` or `not_found`
 */
export async function refuseScopesBeyond(
  reads: Pick<Reads, 'services'>,
  caller: Caller,
  { kind, allowedScopes: scopes }: Pick<OAuthApp, 'kind' | 'allowedScopes'>,
): Promise<void> {
  const { organization, authority } = caller
  if (scopes.administration && !organization.tokensMayAdminister) {
    throw refusedScopes(
      'administration_off',
      'The policy “API tokens cannot administer” is on, and counts for OAuth apps too. Leave administration out, or ask an organization owner to switch the policy off.',
    )
  }
  for (const { serviceId } of scopes.services) {
    if ((await reads.services.find(organization.id, serviceId)) === undefined)
      throw refusedScopes('not_found', `This organization has no service ${serviceId}. Leave it out.`)
  }
  if (actsAsOwner(authority)) return
  if (scopes.administration)
    throw refusedScopes('scope_exceeds_caller', 'Only an organization owner lets an OAuth app administer.')
  const beyond = kind === 'machine' ? [] : exceedingOf(scopes, caller)
  if (beyond.length === 0) return
  throw refusedScopes(
    'scope_exceeds_caller',
    `You can’t let an OAuth app have what you don’t hold yourself, on every resource: ${listed(beyond)}. Leave it out, or ask an organization owner.`,
  )
}

function refusedScopes(code: 'administration_off' | 'scope_exceeds_caller' | 'not_found', detail: string) {
  return new Refusal(code, { detail, fields: { scopes: detail } })
}

const listed = (names: readonly string[]): string => names.slice(0, MOST_NAMED).join(', ')
