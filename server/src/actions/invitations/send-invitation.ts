/** Makes the one link of an invitation; the one before is dead. Whoever sent it hands the link over. */
import { randomUuid } from '../../crypto/random.ts'
import type { Secret } from '../../crypto/secret.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { INVITATION_MS, type Invitation } from '../../domain/invitation.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import type { Needs, Settings } from '../needs.ts'

type Letter = Pick<Invitation, 'organizationId' | 'email' | 'roles' | 'groupIds' | 'invitedBy'>

export type Sent = { readonly id: string; readonly code: Secret; readonly event: AuditEvent }

/** Everything that invites comes through here, inside the change that it is part of: new, again, and of a first owner. */
export async function sendInvitation(
  { keyedHash }: Pick<Needs, 'keyedHash'>,
  tx: Pick<Changes, 'invitations'>,
  at: Instant,
  who: Caller | Origin,
  letter: Letter,
): Promise<Sent> {
  const { id: linkId, value: code } = makeTokenString('i')
  const linkHash = keyedHash.hashOf('invitation', code.reveal())
  const id = await tx.invitations.put(
    { ...letter, id: randomUuid(), createdAt: at, sentAt: at, expiresAt: at + INVITATION_MS },
    { linkId, linkHash },
  )
  const event = auditEvent(at, who, 'csp__invite', {
    organizationId: letter.organizationId,
    target: { type: 'invitation', id },
    details: { email: letter.email, roles: letter.roles.map(({ name }) => name), groups: letter.groupIds },
  })
  return { id, code, event }
}

/** Where whoever is invited accepts. */
export const invitationLink = ({ issuer }: Pick<Settings, 'issuer'>, code: Secret): string =>
  `${issuer}/invitation#code=${code.reveal()}`

const FOR_GOOD = { serviceId: null, resource: null, startsAt: null, endsAt: null }

/** By whoever looks after the installation, who need not belong to the organization: nobody's roles bound what it gives. */
export const inviteFirstOwner = (
  needs: Pick<Needs, 'keyedHash'>,
  tx: Pick<Changes, 'invitations'>,
  at: Instant,
  who: Caller | Origin,
  { organizationId, email }: Pick<Invitation, 'organizationId' | 'email'>,
): Promise<Sent> =>
  sendInvitation(needs, tx, at, who, {
    organizationId,
    email,
    roles: [
      { ...FOR_GOOD, name: 'org_owner' },
      { ...FOR_GOOD, name: 'org_member' },
    ],
    groupIds: [],
    invitedBy: null,
  })
