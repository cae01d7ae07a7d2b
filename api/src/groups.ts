/** People of one organization who hold roles together. */
import Type, { type Static } from 'typebox'
import { User } from './people.ts'
import { NamedRole, Period, RoleName } from './roles.ts'
import { Instant, Line, Nullable, Strict, Uuid } from './text.ts'

export const Group = Type.Object({
  id: Type.String(),
  displayName: Type.String(),
  description: Type.String(),
  createdAt: Instant('When it was made'),
  memberCount: Type.Integer({ description: 'Those whose membership has ended, or has yet to begin, too' }),
  roles: Type.Array(NamedRole),
})
export type Group = Static<typeof Group>
export const GroupPage = Type.Object({ items: Type.Array(Group), total: Type.Integer() })

export const EditGroup = Strict({
  displayName: Line(100, 'What the group is called'),
  description: Type.Optional(Nullable(Line(200, 'What it is for'))),
})

export const GroupMember = Type.Object({
  user: User,
  ...Period.properties,
  addedAt: Instant('When they were added'),
})
export type GroupMember = Static<typeof GroupMember>
export const GroupMemberPage = Type.Object({ items: Type.Array(GroupMember), total: Type.Integer() })

export const AddGroupMembers = Strict({
  members: Type.Array(Line(254, 'The user name or the id of a member of the organization'), {
    minItems: 1,
    maxItems: 200,
  }),
  ...Period.properties,
})
export const AddedGroupMembers = Type.Object({
  succeeded: Type.Array(Type.String()),
  failed: Type.Array(Type.Object({ name: Type.String(), reason: Type.String() })),
})

/** What would be taken; neither: the group is removed. */
export const PreviewGroupLoss = Strict({
  userId: { ...Nullable(Uuid('Somebody who would leave it; null for everyone in it')), default: null },
  role: { ...Nullable(RoleName), default: null },
})
