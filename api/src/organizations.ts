/** The tenants. */
import Type, { type Static } from 'typebox'

export const Organization = Type.Object({
  id: Type.String(),
  name: Type.String(),
  displayName: Type.String(),
  tokensMayAdminister: Type.Boolean({ description: 'See its policies' }),
})
export type Organization = Static<typeof Organization>
