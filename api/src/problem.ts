/** The one shape of every error of `/api/v1` (RFC 9457), with `message` for clients of the compatible API. */
import Type, { type Static } from 'typebox'

export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String({ description: 'Stable; Help has a page that says when each comes' }),
  detail: Type.String({ description: 'What to do about it' }),
  message: Type.String(),
  fields: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'Field path to message, to show beside the field',
    }),
  ),
  requestId: Type.String({ description: 'Finds the request in the log' }),
})
export type Problem = Static<typeof Problem>
