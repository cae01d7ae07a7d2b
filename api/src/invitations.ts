/** Inviting people by a link that the inviter hands over, and accepting. */
import Type, { type Static } from 'typebox'
import { AssignedRole, GiveRole } from './roles.ts'
import { Password, Session } from './sessions.ts'
import { Instant, Line, Nullable, Strict, Uuid } from './text.ts'

/** What came in a link, after `#code=`. */
export const LinkCode = Type.String({ minLength: 1, maxLength: 200, description: 'From the link' })

export const Invite = Strict({
  emails: Type.Array(Type.String({ format: 'email', maxLength: 254 }), { minItems: 1, maxItems: 200 }),
  roles: Type.Array(GiveRole, { maxItems: 100, default: [] }),
  groupIds: Type.Array(Uuid('A group'), { maxItems: 100, default: [] }),
})

const InvitationState = Type.Union([
  Type.Literal('open'),
  Type.Literal('expired'),
  Type.Literal('accepted'),
  Type.Literal('withdrawn'),
])
const Username = Type.String({ description: 'A user name' })

export const Invitation = Type.Object({
  id: Type.String(),
  email: Type.String(),
  state: InvitationState,
  roles: Type.Array(AssignedRole),
  groupIds: Type.Array(Type.String()),
  invitedBy: Nullable(Username),
  sentAt: Instant('When the present link was made'),
  expiresAt: Instant('When the link ends'),
  isMailed: Type.Boolean({ description: 'Whether the present link was sent by mail' }),
  acceptedAt: Nullable(Instant('When it was accepted')),
  acceptedBy: Nullable(Username),
  withdrawnAt: Nullable(Instant('When it was withdrawn')),
})
export type Invitation = Static<typeof Invitation>

export const InvitationPage = Type.Object({ items: Type.Array(Invitation), total: Type.Integer() })

export const SentInvitation = Type.Object({
  invitation: Invitation,
  link: Type.String({ description: 'To be handed over, unless it was mailed; it is shown once' }),
})
export type SentInvitation = Static<typeof SentInvitation>
export const SentInvitations = Type.Object({ items: Type.Array(SentInvitation) })

export const LookedInvitation = Type.Object({
  organization: Type.String({ description: 'What the organization is called' }),
  email: Type.String(),
  invitedBy: Nullable(Username),
  state: InvitationState,
  expiresAt: Instant('When the link ends'),
  acceptedAt: Nullable(Instant('When it was accepted')),
  acceptedBy: Nullable(Username),
})
export type LookedInvitation = Static<typeof LookedInvitation>

export const AcceptAsNewPerson = Strict({
  code: LinkCode,
  firstName: Line(100, 'Given name'),
  lastName: Line(100, 'Family name'),
  username: Type.Optional(Line(254, 'What you sign in with; the invited address when left out')),
  password: Password,
})
export const AcceptSignedIn = Strict({
  code: LinkCode,
  acceptAs: Type.Boolean({
    default: false,
    description: 'Accept with the account that is signed in, though another address was invited',
  }),
})

const LeftOut = Type.Array(Type.String(), {
  description: 'Roles and groups that whoever invited can’t give any more',
})
export const AcceptedAsNewPerson = Type.Object({
  organizationId: Type.String(),
  leftOut: LeftOut,
  session: Session,
})
export const AcceptedSignedIn = Type.Object({ organizationId: Type.String(), leftOut: LeftOut })
