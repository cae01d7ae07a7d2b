/** The tenants. */
import Type, { type Static } from 'typebox'

export const Organization = Type.Object({
  id: Type.String(),
  name: Type.String(),
  displayName: Type.String(),
})
export type Organization = Static<typeof Organization>
