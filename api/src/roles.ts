/** The roles a person holds, in words. */
import Type, { type Static } from 'typebox'
import { GivenInstant, Instant, Nullable, Strict, Uuid } from './text.ts'

export const DescribedPermission = Type.Object({ name: Type.String(), description: Type.String() })

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

export type RoleName = Static<typeof RoleName>

export const Period = Strict({
  startsAt: { ...Nullable(GivenInstant('From when; null for from now on')), default: null },
  endsAt: { ...Nullable(GivenInstant('Until when; null for ever')), default: null },
})
export type Period = Static<typeof Period>

export const GiveRole = Strict({ ...RoleName.properties, ...Period.properties })
export type GiveRole = Static<typeof GiveRole>

export const AssignedInstants = {
  startsAt: Nullable(Instant('From when it is held; null when it always was')),
  endsAt: Nullable(Instant('Until when; null for ever')),
}

/** A role as it was given, with its period. */
export const AssignedRole = Type.Object({
  serviceId: Nullable(Type.String()),
  name: Type.String(),
  resource: Nullable(Type.String()),
  ...AssignedInstants,
})
export type AssignedRole = Static<typeof AssignedRole>

export const NamedRole = Type.Object({
  ...AssignedRole.properties,
  displayName: Type.String({ description: 'The name as it is, but for the fixed roles of the organization' }),
})
export type NamedRole = Static<typeof NamedRole>

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

/** Whoever holds them: what each is for, and what it permits at Countersign itself. */
export const OrganizationRoles = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      displayName: Type.String(),
      description: Type.String(),
      permissions: Type.Array(DescribedPermission),
    }),
  ),
})
export type OrganizationRoles = Static<typeof OrganizationRoles>

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

export const LosingPeople = Type.Object({
  items: Type.Array(
    Type.Object({
      userId: Type.String(),
      username: Type.String(),
      roles: Type.Array(Type.String(), { description: 'Roles that end or shrink, the first twenty' }),
      permissions: Type.Integer({ description: 'How many permissions are lost' }),
    }),
    { description: 'The first fifty' },
  ),
  total: Type.Integer(),
})
export const LosingApiTokens = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      userId: Type.String(),
      username: Type.String({ description: 'Whose it is' }),
      lastUsedAt: Nullable(Instant('When it was exchanged last')),
    }),
    { description: 'The first fifty; empty for who may not see API tokens of others' },
  ),
  total: Type.Integer(),
})

export const LosingMachines = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the OAuth app' }),
      name: Type.String(),
      roles: Type.Array(Type.String(), { description: 'Roles that end or shrink, the first twenty' }),
      permissions: Type.Integer({ description: 'How many permissions are lost' }),
      lastUsedAt: Nullable(Instant('When it was used last here')),
    }),
    { description: 'The first fifty; empty for who may not see OAuth apps' },
  ),
  total: Type.Integer(),
})

/** Who and what loses something by a change, as it is now. */
export const Losses = Type.Object({
  people: LosingPeople,
  apiTokens: LosingApiTokens,
  machines: LosingMachines,
})
export type Losses = Static<typeof Losses>
