/** People, their sessions and the organizations and roles they have. */
import Type, { type Static } from 'typebox'
import { Instant, Line, Nullable, Strict } from './text.ts'

export const User = Type.Object({
  id: Type.String(),
  username: Type.String(),
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
})
export type User = Static<typeof User>

export const Organization = Type.Object({
  id: Type.String(),
  name: Type.String(),
  displayName: Type.String(),
})
export type Organization = Static<typeof Organization>

/** A password as it is typed; whether it is a good one is judged only when it is set. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 })

export const SignIn = Strict({ username: Line(254, 'User name, in any case'), password: Password })

export const Session = Type.Object({
  user: User,
  organizations: Type.Array(Organization),
  signedInAt: Instant('When the session began'),
  endsAt: Instant('When it ends if nothing more is done'),
  recentUntil: Instant('Until when a token can be generated without giving the password again'),
})
export type Session = Static<typeof Session>

export const ActiveSession = Type.Object({
  id: Type.String(),
  isCurrent: Type.Boolean(),
  signedInAt: Instant('When the session began'),
  lastSeenAt: Instant('When it was last used, to the minute'),
  address: Type.String(),
  userAgent: Type.String(),
})
export type ActiveSession = Static<typeof ActiveSession>

export const EditProfile = Strict({
  firstName: Line(100, 'Given name'),
  lastName: Line(100, 'Family name'),
})

export const ChangePassword = Strict({ currentPassword: Password, newPassword: Password })

export const SetUp = Strict({
  setupCode: Type.String({ minLength: 1, maxLength: 200, description: 'From the one-time set-up link' }),
  organizationName: Line(100, 'What the organization is called'),
  username: Line(254, 'What the owner signs in with'),
  email: Type.String({ format: 'email', maxLength: 254 }),
  firstName: Line(100, 'Given name'),
  lastName: Line(100, 'Family name'),
  password: Password,
})
export type SetUp = Static<typeof SetUp>

const DescribedPermission = Type.Object({ name: Type.String(), description: Type.String() })

const HeldRole = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  description: Type.String(),
  resource: Nullable(Type.String({ description: 'The one resource it is bound to; null means every one' })),
  endsAt: Nullable(Instant('When the assignment ends; null when it does not')),
  permissions: Type.Array(DescribedPermission),
})
export type HeldRole = Static<typeof HeldRole>

export const MyRoles = Type.Object({
  organizationRoles: Type.Array(HeldRole),
  services: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      displayName: Type.String(),
      roles: Type.Array(HeldRole),
    }),
  ),
})
export type MyRoles = Static<typeof MyRoles>
