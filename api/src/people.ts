/** People as others may see them, and what they may change of themselves. */
import Type, { type Static } from 'typebox'
import { Line, Strict } from './text.ts'

export const User = Type.Object({
  id: Type.String(),
  username: Type.String(),
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
})
export type User = Static<typeof User>

export const EditProfile = Strict({
  firstName: Line(100, 'Given name'),
  lastName: Line(100, 'Family name'),
})
