/** A member asks for a role for a time, and somebody who may give it decides. */
import Type, { type Static } from 'typebox'
import { Lifetime } from './api-tokens.ts'
import { GivableRole } from './people.ts'
import { RoleName } from './roles.ts'
import { Instant, Line, Nullable, Strict } from './text.ts'

const REASON = 500
const ForHowLong = (description: string) => Type.Union([Lifetime, Type.Null()], { description })

export const AskForRole = Strict({
  ...RoleName.properties,
  lifetime: ForHowLong('How long it is to last, from the approval on: a number and a unit; null for ever'),
  reason: Line(REASON, 'Why, for those who decide'),
})
export type AskForRole = Static<typeof AskForRole>

export const ApproveRoleRequest = Strict({
  lifetime: Type.Optional(
    ForHowLong('How long it lasts from now on, where that is shorter; left out: as was asked'),
  ),
})
export const RefuseRoleRequest = Strict({ reason: Line(REASON, 'Why not, for whoever asked') })

export const RoleRequestState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('expired'),
  Type.Literal('refused'),
  Type.Literal('withdrawn'),
  Type.Literal('granted'),
  Type.Literal('ended'),
])
export type RoleRequestState = Static<typeof RoleRequestState>

export const RoleRequestOptions = Strict({
  whose: Type.Union([Type.Literal('own'), Type.Literal('others')], {
    default: 'own',
    description: 'Your own, or those of others that you may decide',
  }),
  state: Type.Optional(RoleRequestState),
})

export const RoleRequest = Type.Object({
  id: Type.String(),
  state: RoleRequestState,
  serviceId: Nullable(Type.String()),
  serviceName: Nullable(Type.String({ description: 'Null for a role of the organization' })),
  name: Type.String(),
  displayName: Type.String(),
  resource: Nullable(Type.String({ description: 'The one resource it is for; null means every one' })),
  asker: Type.Object({
    id: Type.String(),
    username: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
  }),
  reason: Type.String(),
  lifetime: Nullable(Lifetime),
  askedAt: Instant('When it was asked for'),
  waitsUntil: Instant('Until when it waits for a decision'),
  decidedAt: Nullable(Instant('When it was granted, refused or taken back')),
  decidedBy: Nullable(Type.String({ description: 'A user name' })),
  decisionReason: Nullable(Type.String()),
  grantedUntil: Nullable(Instant('When what was granted ends; null when it does not, or nothing was')),
  endedAt: Nullable(Instant('When what was granted was given back or taken away')),
  endedBy: Nullable(Type.String({ description: 'A user name' })),
  isOwn: Type.Boolean({ description: 'You asked for it' }),
  mayDecide: Type.Boolean({ description: 'You may approve or refuse it now' }),
  mayEnd: Type.Boolean({ description: 'You may give back, or take away, the role that it gave' }),
})
export type RoleRequest = Static<typeof RoleRequest>

export const RoleRequestPage = Type.Object({ items: Type.Array(RoleRequest), total: Type.Integer() })

export const RequestableRole = Type.Object({
  ...GivableRole.properties,
  canBeApproved: Type.Boolean({
    description: 'Whether there is somebody now who could approve it on every resource, if only for a while',
  }),
})
export type RequestableRole = Static<typeof RequestableRole>

export const RequestableRolePage = Type.Object({ items: Type.Array(RequestableRole), total: Type.Integer() })
