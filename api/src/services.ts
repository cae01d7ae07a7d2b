/** Services: what accepts access tokens, the roles and permissions that it defines, and who has it. */
import Type, { type Static } from 'typebox'
import { LosingApiTokens, LosingMachines, LosingPeople } from './roles.ts'
import { Instant, Line, Nullable, Strict, Uuid } from './text.ts'

const LOCAL = '[a-z][a-z0-9._-]{0,62}'
const SERVICE = '[a-z][a-z0-9-]{0,62}'
const ServiceName = Type.String({
  pattern: `^${SERVICE}$`,
  maxLength: 63,
  description:
    'Lower-case letters, digits and hyphens. It can’t change later: the names of its roles begin with it',
})
const QualifiedName = (description: string) =>
  Type.String({ pattern: `^${SERVICE}:${LOCAL}$`, maxLength: 127, description })

export const PermissionDefinition = Strict({
  name: QualifiedName('As `<service>:<name>`'),
  description: Type.Union([Type.Literal(''), Line(200, 'What it allows')], { default: '' }),
})
export const RoleDefinition = Strict({
  name: QualifiedName('As `<service>:<name>`'),
  displayName: Line(100, 'For people'),
  permissions: Type.Array(Type.String({ maxLength: 127 }), { maxItems: 10_000 }),
})
const definition = {
  displayName: Line(100, 'For people'),
  description: Type.Union([Type.Null(), Line(200, 'What it is')], { default: null }),
  roles: Type.Array(RoleDefinition, { maxItems: 10_000 }),
  permissions: Type.Array(PermissionDefinition, { maxItems: 10_000 }),
}

export const RegisterService = Strict({ name: ServiceName, ...definition })
export type RegisterService = Static<typeof RegisterService>
/** The whole of it: a role or a permission that is left out is removed. */
export const ChangeService = Strict(definition)
export type ChangeService = Static<typeof ChangeService>

const summary = {
  id: Type.String({ description: 'The audience of the access tokens that are for it' }),
  name: Type.String(),
  displayName: Type.String(),
  description: Nullable(Type.String()),
  isOwn: Type.Boolean({ description: 'Whether this organization registered it; otherwise it was added' }),
}
export const ListedService = Type.Object({
  ...summary,
  provider: Type.String({ description: 'The organization that registered it, as it is called' }),
  roles: Type.Integer({ description: 'How many it defines' }),
  permissions: Type.Integer({ description: 'How many it defines' }),
})
export type ListedService = Static<typeof ListedService>
export const ServicePage = Type.Object({
  items: Type.Array(ListedService),
  total: Type.Integer({ description: 'As many as the search finds' }),
})
export type ServicePage = Static<typeof ServicePage>

export const Service = Type.Object({
  ...summary,
  createdAt: Instant('When it was registered'),
  roles: Type.Array(
    Type.Object({
      name: Type.String(),
      displayName: Type.String(),
      permissions: Type.Array(Type.String()),
    }),
  ),
  permissions: Type.Array(Type.Object({ name: Type.String(), description: Type.String() })),
})
export type Service = Static<typeof Service>

/** Of other organizations only how many. */
export const ServiceLosses = Type.Object({
  people: LosingPeople,
  apiTokens: LosingApiTokens,
  machines: LosingMachines,
  others: Type.Object({
    organizations: Type.Integer(),
    people: Type.Integer(),
    apiTokens: Type.Integer(),
    machines: Type.Integer({ description: 'OAuth apps that hold roles there' }),
  }),
})
export type ServiceLosses = Static<typeof ServiceLosses>

/** What would become of it; null: it is removed, or no longer had by an organization that added it. */
export const PreviewService = Strict({ definition: Nullable(ChangeService) })

/** Every organization may add it, or those named: another that added it loses it. */
export const ServiceOffers = Strict({
  toAll: Type.Boolean(),
  organizationIds: Type.Array(Uuid('An organization'), { maxItems: 200 }),
})
export type ServiceOffers = Static<typeof ServiceOffers>

/** One of a services file: as it is registered, and to whom it is offered; what is left out of that stays as it is. */
export const ServiceInFile = Strict({
  ...RegisterService.properties,
  offers: Type.Optional(ServiceOffers),
})
export type ServiceInFile = Static<typeof ServiceInFile>

export const AddService = Strict({ serviceId: Uuid('The service') })

export const ServiceId = Uuid('The service')
