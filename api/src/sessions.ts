/** Signing in, one's sessions and one's password. */
import Type, { type Static } from 'typebox'
import { Organization } from './organizations.ts'
import { User } from './people.ts'
import { Instant, Line, Strict } from './text.ts'

/** A password as it is typed; whether it is a good one is judged only when it is set. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 })

export const SignIn = Strict({ username: Line(254, 'User name, in any case'), password: Password })

export const Session = Type.Object({
  user: User,
  organizations: Type.Array(Organization),
  signedInAt: Instant('When the session began'),
  endsAt: Instant('When it ends if nothing more is done'),
  recentUntil: Instant('Until when a token can be generated without giving the password again'),
  version: Type.String({ description: 'Of the service' }),
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

export const ChangePassword = Strict({ currentPassword: Password, newPassword: Password })
