/** Allowed scopes as people choose them, and what they are worth at a moment. */
import Type, { type Static } from 'typebox'
import { Nullable, Strict, Uuid } from './text.ts'

const Name = Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9._:-]+$' })
const Resource = Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\p{Cc}\\p{Cs}]+$' })

export const ChosenRole = Strict({
  name: Name,
  resource: Type.Union([Resource, Type.Null()], {
    default: null,
    description: 'One resource, or null: as far as the role is held',
  }),
})
export const ChosenPermission = Strict({
  name: Name,
  resources: Type.Array(Resource, {
    maxItems: 100,
    default: [],
    description: 'Some resources, or none: as far as the permission is held',
  }),
})

const selection = {
  allRoles: Type.Boolean({ default: false, description: 'Every role held here, as they come and go' }),
  allPermissions: Type.Boolean({
    default: false,
    description: 'Every permission of the roles held here, without the roles themselves',
  }),
  roles: Type.Array(ChosenRole, { maxItems: 200, default: [] }),
  permissions: Type.Array(ChosenPermission, { maxItems: 500, default: [] }),
}

export const Scopes = Strict(
  {
    openId: Type.Boolean({ default: false, description: 'The exchange also returns an ID token' }),
    administration: Type.Boolean({
      default: false,
      description:
        'Access tokens from it may make changes at Countersign itself, such as generating API tokens. Never part of “all roles”',
    }),
    allRoles: Type.Boolean({
      default: false,
      description: 'Everything the account holds in this organization, as it comes and goes',
    }),
    organization: Strict(selection, {
      default: { allRoles: false, allPermissions: false, roles: [], permissions: [] },
    }),
    services: Type.Array(Strict({ serviceId: Uuid('The service definition id'), ...selection }), {
      maxItems: 100,
      default: [],
    }),
  },
  { description: 'Null or empty means nothing, never everything' },
)
export type Scopes = Static<typeof Scopes>

export const Grant = Type.Object({
  kind: Type.Union([Type.Literal('role'), Type.Literal('permission')]),
  serviceId: Nullable(Type.String({ description: 'Null for the organization itself' })),
  name: Type.String(),
  resource: Nullable(Type.String({ description: 'Null means every resource' })),
})
export type Grant = Static<typeof Grant>

export const EffectiveScope = Type.Object({
  openId: Type.Boolean(),
  administration: Type.Boolean(),
  grants: Type.Array(Grant, { description: 'The first of them, roles before permissions' }),
  grantCount: Type.Integer({ description: 'How many there are, be it more than `grants` lists' }),
  lost: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('role'), Type.Literal('permission')]),
      serviceId: Nullable(Type.String()),
      name: Type.String(),
      resource: Nullable(Type.String()),
      reason: Type.Union([Type.Literal('not_held'), Type.Literal('ended')]),
    }),
    { description: 'What was chosen by name and is not held now, and why: the first of them' },
  ),
  lostCount: Type.Integer({ description: 'How many there are, be it more than `lost` lists' }),
  overflow: Nullable(
    Type.Union([Type.Literal('role_names'), Type.Literal('no_names'), Type.Literal('refused')], {
      description:
        'Null when an access token carries everything. Otherwise it would be too long for request headers: it carries the names of roles only, or no names at all, and services fetch the rest; or the exchange is refused until it is narrowed to fewer services',
    }),
  ),
  scope: Type.String({ description: 'As the exchange would answer it; of more than 32 KB the first names' }),
  perms: Type.Array(Type.String(), { description: 'As the access token would carry them' }),
})
export type EffectiveScope = Static<typeof EffectiveScope>
