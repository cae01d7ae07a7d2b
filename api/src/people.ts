/** People as others may see them, and what they may change of themselves. */
import Type, { type Static } from 'typebox'
import { AssignedInstants, NamedRole } from './roles.ts'
import { Instant, Line, Nullable, SearchText, Strict } from './text.ts'

export const User = Type.Object({
  id: Type.String(),
  username: Type.String(),
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
})
export type User = Static<typeof User>

export const EditProfile = Strict({
  firstName: Line(100, 'Given name'),
  lastName: Line(100, 'Family name'),
})

const GivenRole = Type.Object({
  ...NamedRole.properties,
  group: Nullable(
    Type.Object(
      { id: Type.String(), displayName: Type.String() },
      { description: 'The group it is held through; null when it was given to the person' },
    ),
  ),
})
export type GivenRole = Static<typeof GivenRole>

export const Person = Type.Object({
  user: User,
  state: Type.Union([Type.Literal('active'), Type.Literal('disabled')]),
  joinedAt: Instant('When the person became a member'),
  disabledAt: Nullable(Instant('When the person was disabled here; null when they were not')),
  lastSignedInAt: Nullable(Instant('When the person signed in last, wherever; null when never')),
  apiTokens: Type.Integer({ description: 'Live API tokens in this organization' }),
  roles: Type.Array(GivenRole, { description: 'Those to come too' }),
  groups: Type.Array(Type.Object({ id: Type.String(), displayName: Type.String(), ...AssignedInstants }), {
    description: 'Those that hold no role too',
  }),
  mayChange: Type.Boolean({ description: 'Whether you may change what this person holds, or end it' }),
})
export type Person = Static<typeof Person>

export const PeopleOptions = Strict({
  search: Type.Optional(SearchText),
  role: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Only who holds a role of this name now' }),
  ),
  state: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('disabled')])),
  sort: Type.Union([Type.Literal('username'), Type.Literal('lastSignedIn')], { default: 'username' }),
})

export const EditPerson = Strict({ isDisabled: Type.Boolean() })

export const Consequences = Type.Object({
  apiTokens: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        lastUsedAt: Nullable(Instant('When it was exchanged last; null when never')),
        expiresAt: Nullable(Instant('When it ends; null when it does not')),
      }),
      { description: 'Live ones, those used last first; empty for who may not see API tokens of others' },
    ),
    total: Type.Integer(),
  }),
  roles: Type.Integer({ description: 'How many roles were given to the person' }),
  groups: Type.Integer({ description: 'Through how many groups the person holds roles' }),
  oauthApps: Type.Object({
    letIn: Type.Integer({ description: 'OAuth apps that the person let in, and that end for them' }),
    secretsMade: Type.Integer({
      description:
        'Secrets in force of the organization’s OAuth apps that the person made: they may know them, and they go on working',
    }),
  }),
})
export type Consequences = Static<typeof Consequences>

export const GivableRole = Type.Object({
  serviceId: Nullable(Type.String()),
  serviceName: Nullable(Type.String({ description: 'Null for an organization role or a custom role' })),
  name: Type.String(),
  displayName: Type.String(),
})
export type GivableRole = Static<typeof GivableRole>
