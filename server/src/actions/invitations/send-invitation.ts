/**
 * Makes the one link of an invitation; the one before is dead. It is mailed, and told to its sender, who hands it over where
 * mails are not sent but written to a folder.
 */
import { randomUuid } from '../../crypto/random.ts'
import type { Secret } from '../../crypto/secret.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import { INVITATION_MS, type Invitation } from '../../domain/invitation.ts'
import { invitationMail } from '../../domain/mail/account-mails.ts'
import { nameOf } from '../../domain/user.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import { enqueueMail, mayMail } from '../mail/enqueue-mail.ts'
import type { Needs, Settings } from '../needs.ts'

type Letter = Pick<Invitation, 'organizationId' | 'email' | 'roles' | 'groupIds' | 'invitedBy'>

export type LetterNeeds = Pick<Needs, 'keyedHash' | 'sealing' | 'now' | 'settings' | 'mailTransport'>

export type Sent = {
  readonly id: string
  readonly code: Secret
  readonly isMailed: boolean
  readonly event: AuditEvent
}

/** Everything that invites comes through here, inside the change that it is part of: new, again, and of a first owner. */
export async function sendInvitation(
  needs: LetterNeeds,
  tx: Pick<Changes, 'invitations' | 'mail' | 'organizations'>,
  at: Instant,
  who: Caller | Origin,
  { isQuiet = false, ...letter }: Letter & { readonly isQuiet?: boolean | undefined },
): Promise<Sent> {
  const { id: linkId, value: code } = makeTokenString('i')
  const linkHash = needs.keyedHash.hashOf('invitation', code.reveal())
  const inviter = 'user' in who ? nameOf(who.user) : null
  const isWritten = !isQuiet && (await mayBeWritten(needs, tx, letter))
  const isMailed = isWritten && needs.mailTransport.isSent
  const id = await tx.invitations.put(
    { ...letter, id: randomUuid(), createdAt: at, sentAt: at, expiresAt: at + INVITATION_MS, isMailed },
    { linkId, linkHash },
  )
  // The link of the one before is dead.
  await tx.mail.cancel(id)
  if (isWritten) await write(needs, tx, id, letter, { code, inviter })
  const event = auditEvent(at, who, 'csp__invite', {
    organizationId: letter.organizationId,
    target: { type: 'invitation', id },
    details: { email: letter.email, roles: letter.roles.map(({ name }) => name), groups: letter.groupIds },
  })
  return { id, code, isMailed, event }
}

/** Nobody's mailbox is filled, nor is an organization's name made use of for that: what is too much is handed over. */
async function mayBeWritten(
  needs: LetterNeeds,
  tx: Pick<Changes, 'mail'>,
  { email, organizationId }: Letter,
): Promise<boolean> {
  if (!(await mayMail(needs, tx, { kind: 'invitation', to: email }))) return false
  const mailed = { kind: 'invitation', organizationId, since: needs.now() - DAY_MS }
  const most = needs.settings.openInvitations
  return (await tx.mail.countSince(mailed, most)) < most
}

async function write(
  needs: LetterNeeds,
  tx: Pick<Changes, 'mail' | 'organizations'>,
  id: string,
  { email, organizationId }: Letter,
  { code, inviter }: { readonly code: Secret; readonly inviter: string | null },
): Promise<void> {
  const { now, settings } = needs
  const organization = await tx.organizations.find(organizationId)
  const endsAt = now() + INVITATION_MS
  await enqueueMail(needs, tx, {
    kind: 'invitation',
    to: email,
    organizationId,
    about: id,
    expiresAt: endsAt,
    mail: invitationMail({
      publicUrl: settings.issuer,
      link: invitationLink(settings, code),
      organization: organization?.displayName ?? '',
      inviter,
      endsAt,
    }),
  })
}

/** Where whoever is invited accepts. */
export const invitationLink = ({ issuer }: Pick<Settings, 'issuer'>, code: Secret): string =>
  `${issuer}/invitation#code=${code.reveal()}`

const FOR_GOOD = { serviceId: null, resource: null, startsAt: null, endsAt: null }

/** By whoever looks after the installation, who need not belong to the organization: nobody's roles bound what it gives. */
export const inviteFirstOwner = (
  needs: LetterNeeds,
  tx: Pick<Changes, 'invitations' | 'mail' | 'organizations'>,
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
