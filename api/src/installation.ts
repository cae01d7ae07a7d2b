/** Setting an empty installation up. */
import Type, { type Static } from 'typebox'
import { Password } from './sessions.ts'
import { Line, Strict } from './text.ts'

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
