/** Custom roles: an organization's own sets of permissions, out of the services that it has. */
import Type, { type Static } from 'typebox'
import { Instant, Line, Nullable, Strict, Uuid } from './text.ts'

/** As a part of a scope it stands between others, and a role of a service has a colon. */
export const CustomRoleName = Type.String({
  pattern: '^[a-z][a-z0-9._-]{0,62}$',
  maxLength: 63,
  description:
    'Lower-case letters, digits, dots, hyphens and underscores. It can’t change, and is used once: that of a removed role stays taken',
})

const PermissionName = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,62}:[a-z][a-z0-9._-]{0,62}$',
  maxLength: 127,
  description: 'As `<service>:<name>`',
})
export const PermissionsOfService = Strict({
  serviceId: Uuid('A service that the organization has'),
  permissions: Type.Array(PermissionName, { minItems: 1, maxItems: 500 }),
})
export type PermissionsOfService = Static<typeof PermissionsOfService>

const definition = {
  displayName: Line(100, 'For people'),
  description: Type.Optional(Nullable(Line(200, 'What it is for'))),
  services: Type.Array(PermissionsOfService, {
    minItems: 1,
    maxItems: 100,
    description: 'Its permissions, 500 at the most',
  }),
}
export const CreateCustomRole = Strict({ name: CustomRoleName, ...definition })
export type CreateCustomRole = Static<typeof CreateCustomRole>
/** The whole of it: a permission that is left out is taken from whoever holds the role. */
export const EditCustomRole = Strict(definition)
export type EditCustomRole = Static<typeof EditCustomRole>

const summary = {
  name: Type.String(),
  displayName: Type.String(),
  description: Type.String(),
  createdAt: Instant('When it was made'),
  holders: Type.Integer({ description: 'People who were given it, or are in a group that was' }),
}
export const CustomRolePage = Type.Object({
  items: Type.Array(Type.Object({ ...summary, permissions: Type.Integer() })),
  total: Type.Integer(),
})
export type CustomRolePage = Static<typeof CustomRolePage>

export const CustomRole = Type.Object({
  ...summary,
  services: Type.Array(Type.Object({ serviceId: Type.String(), permissions: Type.Array(Type.String()) }), {
    description: 'None when its services, or their permissions, are gone',
  }),
})
export type CustomRole = Static<typeof CustomRole>

/** What would become of its permissions; null: it is removed. */
export const PreviewCustomRole = Strict({ services: Nullable(definition.services) })
