/** The roles a person holds, in words. */
import Type, { type Static } from 'typebox'
import { Instant, Nullable } from './text.ts'

const DescribedPermission = Type.Object({ name: Type.String(), description: Type.String() })

export const HeldRole = Type.Object({
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
