/** The tenants: those one belongs to, and all of them for who looks after the installation. */
import Type, { type Static } from 'typebox'
import { Instant, Line, Nullable, Strict } from './text.ts'

export const Organization = Type.Object({
  id: Type.String(),
  name: Type.String({ description: 'Short and unique, for scripts' }),
  displayName: Type.String(),
  tokensMayAdminister: Type.Boolean({ description: 'See its policies' }),
  suspendedAt: Nullable(Instant('Since when nobody can act in it; null when it is open')),
  isHome: Type.Boolean({ description: 'Whether the other organizations are looked after from here' }),
  permissions: Type.Array(Type.String(), {
    description: 'What you may do there at Countersign itself; nothing in a suspended one',
  }),
})
export type Organization = Static<typeof Organization>

const DisplayName = Line(100, 'What it is called')
export const EditOrganization = Strict({ displayName: DisplayName })

/** Whom a platform operator invited to be the owner, and has not accepted. */
export const PendingOwner = Type.Object({
  email: Type.String(),
  expiresAt: Instant('When the link ends, or ended'),
  isMailed: Type.Boolean({ description: 'Whether the link was sent by mail; otherwise it is handed over' }),
})

export const ManagedOrganization = Type.Object({
  id: Type.String(),
  name: Type.String({
    description: 'Short and unique, for scripts; it stays when the organization is renamed',
  }),
  displayName: Type.String(),
  createdAt: Instant('When it was made'),
  suspendedAt: Nullable(Instant('Since when nobody can act in it; null when it is open')),
  isHome: Type.Boolean(),
  memberCount: Type.Integer({ description: 'People who belong to it' }),
  hasOwner: Type.Boolean({ description: 'Whether somebody who can act is its owner, without an end' }),
  invitedOwner: Nullable(PendingOwner),
})
export type ManagedOrganization = Static<typeof ManagedOrganization>
export const ManagedOrganizationPage = Type.Object({
  items: Type.Array(ManagedOrganization),
  total: Type.Integer({ description: 'As many as the search finds' }),
})

export const MadeOrganization = Type.Object({
  ...ManagedOrganization.properties,
  ownerLink: Nullable(
    Type.String({
      description:
        'For who was named by `ownerEmail`: to be handed over, shown once, works once and for 7 days',
    }),
  ),
})
export type MadeOrganization = Static<typeof MadeOrganization>

export const MakeOrganization = Strict({
  displayName: DisplayName,
  name: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
      maxLength: 60,
      description:
        'Short and unique: small letters, digits and single hyphens. Made of `displayName` when left out',
    }),
  ),
  ownerEmail: Type.Optional(
    Type.String({
      format: 'email',
      maxLength: 254,
      description:
        'Of the first owner, who accepts by the link of the answer, with an account or without. Not together with `ownerUsername`',
    }),
  ),
  ownerUsername: Type.Optional(
    Line(254, 'The user name of somebody who has an account here, and becomes its owner at once'),
  ),
})
export type MakeOrganization = Static<typeof MakeOrganization>

export const EditManagedOrganization = Strict(
  {
    displayName: Type.Optional(DisplayName),
    isSuspended: Type.Optional(
      Type.Boolean({
        description:
          'Suspended, nobody can act in it and none of its API tokens is exchanged. Reopening brings it all back',
      }),
    ),
  },
  { minProperties: 1 },
)
export type EditManagedOrganization = Static<typeof EditManagedOrganization>

export const InviteOwner = Strict({
  email: Type.String({ format: 'email', maxLength: 254, description: 'Of whom is to own it' }),
})
export const InvitedOwner = Type.Object({
  email: Type.String(),
  link: Type.String({ description: 'To be handed over; it is shown once, works once and for 7 days' }),
  expiresAt: Instant('When the link ends'),
  isMailed: Type.Boolean({ description: 'Whether the link was sent by mail too' }),
})
export type InvitedOwner = Static<typeof InvitedOwner>
