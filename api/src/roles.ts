/** The roles a person holds, in words. */
import Type, { type Static } from 'typebox'
import { Instant, Nullable, Strict, Uuid } from './text.ts'

const DescribedPermission = Type.Object({ name: Type.String(), description: Type.String() })

/** RFC 3339, with an offset. */
const Given = (description: string) =>
  Type.String({
    description,
    maxLength: 40,
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$',
    examples: ['2027-02-28T10:00:00.000Z'],
  })

/** What tells one role from the others of an organization. */
export const RoleName = Strict({
  serviceId: {
    ...Nullable(Uuid('The service that defines it; null for an organization role or a custom role')),
    default: null,
  },
  name: Type.String({ minLength: 1, maxLength: 200 }),
  resource: {
    ...Nullable(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'The one resource it is bound to; null means every one',
      }),
    ),
    default: null,
  },
})

export const Period = Strict({
  startsAt: { ...Nullable(Given('From when; null for from now on')), default: null },
  endsAt: { ...Nullable(Given('Until when; null for ever')), default: null },
})
export type Period = Static<typeof Period>

/** A role as it was given, with its period. */
export const GroupRole = Type.Object({
  serviceId: Nullable(Type.String()),
  name: Type.String(),
  resource: Nullable(Type.String()),
  startsAt: Nullable(Instant('From when it is held; null when it always was')),
  endsAt: Nullable(Instant('Until when; null for ever')),
})
export type GroupRole = Static<typeof GroupRole>

export const HeldRole = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  description: Type.String(),
  resource: Nullable(Type.String({ description: 'The one resource it is bound to; null means every one' })),
  startsAt: Nullable(
    Instant('Since when it is held, where it began later than it was given; null otherwise'),
  ),
  endsAt: Nullable(Instant('When the assignment ends; null when it does not')),
  group: Nullable(
    Type.Object(
      { id: Type.String(), displayName: Type.String() },
      { description: 'The group through which it is held; null when it was given to the person' },
    ),
  ),
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
