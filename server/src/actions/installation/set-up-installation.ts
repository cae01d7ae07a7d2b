/** Turns an empty installation into one with an organization and its owner, once, with the code of the one-time link. */
import { randomUuid } from '../../crypto/random.ts'
import type { Secret } from '../../crypto/secret.ts'
import { makeTokenString, parseTokenString } from '../../crypto/token-string.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { shortNameOf } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import { auditEvent } from '../audit.ts'
import { suitablePasswordHash } from '../sessions/change-account.ts'
import { keptLine, keptPerson, LONGEST } from '../kept-text.ts'
import type { Needs } from '../needs.ts'
import { withMarkOf } from '../sessions/device-marks.ts'
import { accountName } from '../sessions/sign-in-tries.ts'
import { openSession, type NewSession } from '../sessions/sign-in.ts'

export type SetUpRequest = Pick<User, 'username' | 'email' | 'firstName' | 'lastName'> & {
  readonly setupCode: string
  readonly organizationName: string
  readonly password: string
}

/** A new one-time code, which replaces an earlier one; undefined when the installation is already set up. */
export async function issueSetupCode({
  store,
  keyedHash,
}: Pick<Needs, 'store' | 'keyedHash'>): Promise<Secret | undefined> {
  if (await store.installation.hasOrganization()) return undefined
  const { value } = makeTokenString('i')
  await store.change(async (tx) => {
    await tx.installation.setSetupCodeHash(keyedHash.hashOf('setup-code', value.reveal()))
    return { result: undefined, events: [] }
  })
  return value
}

export async function setUpInstallation(
  needs: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'settings' | 'setUpThrottle'>,
  origin: Origin,
  { setupCode, organizationName: givenName, password, ...given }: SetUpRequest,
): Promise<NewSession> {
  const { store, keyedHash, now, settings } = needs
  if (await store.installation.hasOrganization()) throw alreadySetUp()
  const organizationName = keptLine(givenName, 'organizationName', LONGEST.name)
  const person = keptPerson(given)
  await refuseWrongCode(needs, origin, setupCode)
  const passwordHash = await suitablePasswordHash(
    password,
    { ...person, organizations: [organizationName] },
    'password',
  )
  const at = now()
  const organization = {
    id: randomUuid(),
    name: shortNameOf(organizationName),
    displayName: organizationName,
    tokensMayAdminister: false,
    suspendedAt: null,
    isHome: true,
    createdAt: at,
  }
  const user: User = {
    ...person,
    id: randomUuid(),
    domain: settings.domain,
    isEmailVerified: false,
    createdAt: at,
    deactivatedAt: null,
  }
  return store.change(async (tx) => {
    if (!(await tx.installation.useSetupCode(keyedHash.hashOf('setup-code', setupCode)))) {
      throw new Refusal('setup_code_invalid', { detail: SETUP_HINT })
    }
    // A code that was issued while another set-up was under way.
    if (await tx.installation.hasOrganization()) throw alreadySetUp()
    await tx.organizations.insert(organization)
    await tx.users.insert(user, passwordHash)
    await tx.organizations.addMember(organization.id, user.id, at)
    const assignment = {
      organizationId: organization.id,
      userId: user.id,
      serviceId: null,
      resource: null,
      startsAt: null,
      endsAt: null,
      createdAt: at,
    }
    await tx.roles.assign({ ...assignment, name: 'org_owner' })
    await tx.roles.assign({ ...assignment, name: 'org_member' })
    await tx.roles.assign({ ...assignment, name: 'platform_operator' })
    const opened = await openSession(needs, tx, user, origin)
    const event = auditEvent(at, opened.signedIn, 'csp__set_up_installation', {
      organizationId: organization.id,
    })
    const deviceMarks = withMarkOf(needs, undefined, accountName(user.username))
    return { result: { ...opened, deviceMarks }, events: [event] }
  })
}

/**
 * Before a password is hashed, which is dear: nobody without the code makes us do it. The code is looked at before how
 * often others were wrong, so that whoever has it is not kept out by them.
 */
async function refuseWrongCode(
  { store, keyedHash, setUpThrottle }: Pick<Needs, 'store' | 'keyedHash' | 'setUpThrottle'>,
  { address }: Origin,
  setupCode: string,
): Promise<void> {
  const isWellFormed = parseTokenString(setupCode, 'i') !== undefined
  const hash = isWellFormed ? await store.installation.setupCodeHash() : undefined
  if (hash !== undefined && keyedHash.matches('setup-code', setupCode, hash)) return
  const retryAfterSeconds = setUpThrottle.count(address)
  if (retryAfterSeconds === 0) throw new Refusal('setup_code_invalid', { detail: SETUP_HINT })
  const detail = `Too many set-up codes from this address were wrong. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}

const alreadySetUp = (): Refusal => new Refusal('already_set_up', { detail: 'Sign in instead.' })

const SETUP_HINT =
  'The link was used or replaced. Start the server again: it prints a new one while nothing is set up.'
