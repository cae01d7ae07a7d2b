/**
 * From an app's request to a code: who it is about, in which organization, and whether they allow it (RFC 6749, section
 * 4.1). Each look says what has to come next; only the last one changes anything.
 */
import { createDigest } from '../../crypto/digest.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import type { SignedIn } from '../../domain/caller.ts'
import type { AuthorizationError, AuthorizationRequest } from '../../domain/oauth/authorization-request.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { consentWords, coversConsent } from '../../domain/oauth/consent.ts'
import { isFromUrl } from '../../domain/oauth/client-url.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { audiencesOf, narrowingTo } from '../../domain/oauth/resources.ts'
import type { Organization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope, narrowingOf, withinPolicies, type EffectiveScope } from '../../domain/scope.ts'
import { subjectOf, type User } from '../../domain/user.ts'
import type { Needs } from '../needs.ts'
import { allowApp } from './allow-app.ts'
import { appAddedEvent, keepFromUrl } from './keep-from-url.ts'
import type { PendingRequest } from './pending-request.ts'

type AuthorizeNeeds = Pick<Needs, 'store' | 'now' | 'settings'>

/** What a person is asked to allow. */
export type AskedConsent = {
  readonly organization: Organization
  /** All that the account can do there, whatever that will be. */
  readonly isEverything: boolean
  /** What it comes to today. */
  readonly scope: EffectiveScope
  readonly words: ReadonlySet<string>
  /** By which the answer is known to be about the same. */
  readonly shown: string
}

export type Step =
  | { readonly step: 'sign_in' }
  | { readonly step: 'account'; readonly user: User }
  /** None in which the person could use the app. */
  | { readonly step: 'no_organization'; readonly user: User }
  | { readonly step: 'organization'; readonly user: User; readonly organizations: readonly Organization[] }
  | { readonly step: 'consent'; readonly user: User; readonly asked: AskedConsent }
  | { readonly step: 'refused'; readonly error: AuthorizationError; readonly detail: string }
  | { readonly step: 'ready'; readonly organizationId: string }

/** However it was asked: what it comes down to, and what the person has chosen so far. */
type Asked = {
  readonly app: OAuthApp
  readonly request: Pick<
    AuthorizationRequest,
    'scope' | 'resources' | 'organizationId' | 'prompts' | 'maxAgeSeconds'
  >
  readonly pending: Omit<PendingRequest, 'parameters' | 'askedAt'>
}

export async function nextStep(
  needs: AuthorizeNeeds,
  asked: Asked,
  signedIn: SignedIn | undefined,
): Promise<Step> {
  const { request } = asked
  const isSilent = request.prompts.includes('none')
  const resources = audiences(needs, request)
  if (resources === undefined) return NO_SUCH_TARGET
  const account = accountStep(needs, asked, signedIn)
  if (account !== undefined || signedIn === undefined)
    return isSilent ? SILENT.sign_in : (account ?? { step: 'sign_in' })
  const { user } = signedIn
  const possible = await organizationsFor(needs, asked, signedIn)
  const [only, ...others] = possible
  if (only === undefined) return isSilent ? SILENT.no_organization : { step: 'no_organization', user }
  if (others.length > 0)
    return isSilent ? SILENT.organization : { step: 'organization', user, organizations: possible }
  return consentStep(needs, asked, user, { organization: only, resources, isSilent })
}

const refused = (error: AuthorizationError, detail: string) => ({ step: 'refused', error, detail }) as const

const NO_SUCH_TARGET = refused('invalid_target', 'A resource is none of this issuer.')
const SILENT = {
  sign_in: refused('login_required', 'Nobody is signed in, or has to sign in again.'),
  no_organization: refused('access_denied', 'The person can use the app in no organization.'),
  organization: refused('interaction_required', 'The person has to choose an organization.'),
  consent: refused('consent_required', 'The person has not allowed this yet.'),
}

function audiences({ settings }: AuthorizeNeeds, { resources }: Asked['request']): string[] | undefined {
  try {
    return audiencesOf(settings.issuer, { resources })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'target_invalid') return undefined
    throw error
  }
}

/** Undefined when it is clear who it is about. */
function accountStep(
  { now }: AuthorizeNeeds,
  { request, pending }: Asked,
  signedIn: SignedIn | undefined,
): Step | undefined {
  if (signedIn === undefined) return { step: 'sign_in' }
  const { user, session } = signedIn
  const isNew = pending.signedInFor === session.id
  const isOther = pending.hintedSubject !== null && pending.hintedSubject !== subjectOf(user)
  if (isNew)
    return isOther ? refused('login_required', 'Somebody else signed in than was asked for.') : undefined
  const { maxAgeSeconds, prompts } = request
  const isOld = maxAgeSeconds !== null && now() - session.authenticatedAt > maxAgeSeconds * 1000
  if (isOther || isOld || prompts.includes('login') || pending.leaves === session.id)
    return { step: 'sign_in' }
  const isChosen = pending.goesOnWith === session.id
  return prompts.includes('select_account') && !isChosen ? { step: 'account', user } : undefined
}

/** Where the person is active, nothing is suspended and the app is there; one when it is chosen. */
async function organizationsFor(
  { store }: AuthorizeNeeds,
  { app, request, pending }: Asked,
  { user }: SignedIn,
): Promise<Organization[]> {
  const chosen = request.organizationId ?? pending.organizationId
  const own = await store.organizations.listForMember(user.id)
  const open = own.filter(({ id, suspendedAt }) => suspendedAt === null && (chosen === null || id === chosen))
  const ids = open.map(({ id }) => id)
  // One that publishes itself was added by nobody: each person decides for themselves.
  const having = isFromUrl(app) ? ids : await store.oauthGrants.organizationsWith(app.id, ids)
  const found = open.filter(({ id }) => having.includes(id))
  if (found.length < 2 || !request.prompts.includes('none')) return found
  // Silently it goes on where it is known to be meant.
  const key = { appId: app.id, userId: user.id }
  const consents = await Promise.all(
    found.map(({ id }) => store.oauthGrants.findConsent({ ...key, organizationId: id })),
  )
  const allowed = found.filter((_, index) => consents[index] !== undefined)
  return allowed.length === 1 ? allowed : found
}

type Place = {
  readonly organization: Organization
  readonly resources: readonly string[]
  readonly isSilent: boolean
}

async function consentStep(
  { store, now, settings }: AuthorizeNeeds,
  { app, request }: Asked,
  user: User,
  { organization, resources, isSilent }: Place,
): Promise<Step> {
  const key = { organizationId: organization.id, appId: app.id, userId: user.id }
  const [remembered, roles] = await Promise.all([
    store.oauthGrants.findConsent(key),
    store.roles.heldBy(user.id, organization.id),
  ])
  if (resources.some((id) => id !== settings.issuer && !roles.some(({ serviceId }) => serviceId === id)))
    return refused('invalid_target', 'The person has nothing in one of the resources.')
  const mustAsk = request.prompts.includes('consent')
  if (!mustAsk && coversConsent(remembered, request.scope, app.allowedScopes))
    return { step: 'ready', organizationId: organization.id }
  if (isSilent) return SILENT.consent
  const { words, rights } = askedScope(request.scope)
  const narrowing = narrowingTo(resources, settings.issuer, roles)
  const narrowings = [
    ...(rights === undefined ? [] : [narrowingOf(rights, roles)]),
    ...(narrowing === undefined ? [] : [narrowing]),
  ]
  const scope = withinPolicies(effectiveScope(app.allowedScopes, roles, now(), narrowings), organization)
  const isEverything = app.allowedScopes.allRoles && rights === undefined && narrowing === undefined
  return {
    step: 'consent',
    user,
    asked: { organization, isEverything, scope, words, shown: shownOf(app, request, organization) },
  }
}

/** What was on the page: an app that was given more since is asked for again. */
function shownOf(app: OAuthApp, { scope }: Asked['request'], { id }: Organization): string {
  const digest = createDigest()
  digest.add(JSON.stringify([id, consentWords(scope), app.allowedScopes]))
  return digest.hex()
}

/** RFC 6749, section 4.1.2: ten minutes at most; ours one. */
const CODE_MS = 60_000

type Ready = {
  readonly app: OAuthApp
  readonly request: AuthorizationRequest
  readonly organizationId: string
}

/** The code, which is in this answer and nowhere else. */
export async function issueCode(
  { store, keyedHash, now, settings }: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'settings'>,
  signedIn: SignedIn,
  { app, request, organizationId }: Ready,
): Promise<string> {
  const { id, value } = makeTokenString('c')
  const at = now()
  await store.change(async (tx) => {
    const { scope, resources, dpopThumbprint } = request
    const asked = { app, organizationId, scope, resources, dpopThumbprint }
    const isNew = isFromUrl(app) && (await keepFromUrl(tx, app, organizationId, at, settings))
    const { grant, event } = await allowApp(tx, signedIn, { ...asked, redeemedBy: at + CODE_MS }, at)
    await tx.oauthGrants.insertCode({
      ...{ id, hash: keyedHash.hashOf('oauth-code', value.reveal()), grantId: grant.id },
      ...{ redirectUri: request.redirectUri, codeChallenge: request.codeChallenge, nonce: request.nonce },
      ...{ createdAt: at, expiresAt: at + CODE_MS, usedAt: null },
    })
    return {
      result: undefined,
      events: isNew ? [appAddedEvent(at, signedIn, organizationId, app), event] : [event],
    }
  })
  return value.reveal()
}
