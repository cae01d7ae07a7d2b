/** One-time links with which a person chooses a new password. */
import Type, { type Static } from 'typebox'
import { LinkCode } from './invitations.ts'
import { Password } from './sessions.ts'
import { Instant, Line, Nullable, Strict } from './text.ts'

export const MadePasswordReset = Type.Object({
  username: Type.String(),
  link: Type.String({ description: 'To be handed over; it is shown once' }),
  expiresAt: Instant('When the link ends'),
})
export type MadePasswordReset = Static<typeof MadePasswordReset>

export const AskForPasswordReset = Strict({
  account: Line(254, 'Your user name or your e-mail address, in any case'),
})

export const LookAtPasswordReset = Strict({ code: LinkCode })

export const LookedPasswordReset = Type.Object({
  username: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('expired'), Type.Literal('used')]),
  expiresAt: Instant('When the link ends'),
  usedAt: Nullable(Instant('When it was used')),
})
export type LookedPasswordReset = Static<typeof LookedPasswordReset>

export const UsePasswordReset = Strict({ code: LinkCode, password: Password })
