/** API tokens over HTTP. The value appears in one schema only, the answer to generating and regenerating. */
import Type, { type Static } from 'typebox'
import { EffectiveScope, Scopes } from './scopes.ts'
import { ApiTokenId, Instant, Line, Nullable, Strict } from './text.ts'

export const Lifetime = Strict({
  amount: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  unit: Type.Union([
    Type.Literal('seconds'),
    Type.Literal('minutes'),
    Type.Literal('hours'),
    Type.Literal('days'),
    Type.Literal('weeks'),
    Type.Literal('months'),
  ]),
})
export type Lifetime = Static<typeof Lifetime>

const ChosenLifetime = Type.Union([Lifetime, Type.Null()], {
  description:
    'A number and a unit; null means never. A token that never expires must be revoked if it leaks.',
})
const ReminderDays = Type.Union([Type.Integer({ minimum: 1, maximum: 365 }), Type.Null()], {
  description:
    'How many days before the token expires its owner wants a mail; null for no mail. It is kept: no mail is sent yet',
})
const TokenName = Line(100, 'What the token is for')
const TokenDescription = Line(200, 'Where it is used and whom to ask, in a sentence')

const MadeWith = Type.String({
  description: 'The id of the API token with which it was made; null when a person generated it',
})

export const LastUse = Type.Object({
  at: Instant('The last exchange, at most 10 seconds late'),
  address: Type.String(),
  userAgent: Type.String(),
})
export type LastUse = Static<typeof LastUse>

export const ValueId = (description: string) => Type.String({ pattern: '^[0-9A-Za-z]{12}$', description })

export const Overlap = Type.Object(
  {
    endsAt: Instant('When the old value stops working at the latest'),
    endsAtFirstUse: Type.Boolean({
      description:
        'Whether the first exchange of the present value ends the old one, at most 10 seconds later',
    }),
    old: Type.Object({
      valueId: ValueId('Characters 5 to 16 of the old value'),
      lastUse: Nullable(LastUse),
    }),
    present: Type.Object({ lastUse: Nullable(LastUse) }),
  },
  { description: 'While the value before still works: each of the two with its own last use' },
)
export type Overlap = Static<typeof Overlap>

export const ApiToken = Type.Object({
  id: ApiTokenId,
  name: Type.String(),
  description: Nullable(Type.String()),
  state: Type.Union([
    Type.Literal('active'),
    Type.Literal('expires_soon'),
    Type.Literal('expired'),
    Type.Literal('deactivated'),
    Type.Literal('revoked'),
  ]),
  scopes: Scopes,
  madeWith: Nullable(MadeWith),
  lifetime: Nullable(Lifetime),
  reminderDays: Nullable(Type.Integer()),
  createdAt: Instant('When it was generated'),
  regeneratedAt: Nullable(Instant('When its present value was made, if it was regenerated')),
  expiresAt: Nullable(Instant('When it expires; null when never')),
  revokedAt: Nullable(Instant('When it was revoked')),
  lastUse: Nullable(LastUse),
  overlap: Nullable(Overlap),
  seenInUrlAt: Nullable(Instant('When its present value was sent in a URL, where logs may have kept it')),
  canDoNothing: Type.Boolean({
    description:
      'It opens nothing now: what it was given is not held any more, or is not there for this organization',
  }),
  valueId: Type.String({
    description: 'Characters 5 to 16 of the present value: public, to tell values apart',
  }),
})
export type ApiToken = Static<typeof ApiToken>

export const ApiTokenPage = Type.Object({ items: Type.Array(ApiToken), total: Type.Integer() })

export const GenerateApiToken = Strict({
  name: TokenName,
  description: Type.Union([TokenDescription, Type.Null()], { default: null }),
  lifetime: Type.Union([Lifetime, Type.Null()], {
    default: { amount: 6, unit: 'months' },
    description: 'Six months unless said otherwise; null means never',
  }),
  scopes: Scopes,
  reminderDays: Type.Union([Type.Integer({ minimum: 1, maximum: 365 }), Type.Null()], { default: null }),
})
export type GenerateApiToken = Static<typeof GenerateApiToken>

export const GeneratedApiToken = Type.Object({
  value: Type.String({ description: 'The API token itself. It is never shown again' }),
  apiToken: ApiToken,
})
export type GeneratedApiToken = Static<typeof GeneratedApiToken>

export const EditApiToken = Strict(
  {
    name: Type.Optional(TokenName),
    description: Type.Optional(Type.Union([TokenDescription, Type.Null()])),
    reminderDays: Type.Optional(ReminderDays),
  },
  { minProperties: 1 },
)

export const OverlapChoice = Type.Union(
  [
    Type.Literal('none'),
    Type.Literal('one_hour'),
    Type.Literal('one_day'),
    Type.Literal('seven_days'),
    Type.Literal('until_first_use'),
  ],
  {
    default: 'none',
    description:
      'How long the old value goes on working: `until_first_use` of the new one is seven days at most, and none outlives the API token as it was. Leave it out when anyone else may have the old value',
  },
)
export type OverlapChoice = Static<typeof OverlapChoice>

export const RegenerateApiToken = Strict({
  lifetime: Type.Optional(ChosenLifetime),
  replaces: Type.Optional(
    ValueId('The `valueId` to be replaced: a conflict when another value is already there'),
  ),
  overlap: OverlapChoice,
})

const Made = Type.Union([Type.Literal('revoke'), Type.Literal('keep')], {
  default: 'revoke',
  description:
    'What becomes of the API tokens that were made with what is revoked, and of those that were made with these',
})
export const RevokingOptions = Strict({ made: Made })

export const RevokePresentedApiToken = Strict({
  value: Type.String({ minLength: 1, maxLength: 200, description: 'The value itself' }),
  made: Made,
})

export const RevokeApiTokens = Strict({
  made: Made,
  ids: Type.Array(ApiTokenId, { minItems: 1, maxItems: 100, uniqueItems: true }),
})

export const ApiTokenEffectiveScope = EffectiveScope

export const UsageOptions = Strict({
  days: Type.Integer({ minimum: 1, maximum: 400, default: 30, description: 'How far back, today included' }),
})

export const Usage = Type.Object({
  days: Type.Array(
    Type.Object({
      day: Type.String({ description: 'A day in UTC', examples: ['2027-02-28'] }),
      exchanges: Type.Integer(),
    }),
    { description: 'Oldest first; days without an exchange are not in it' },
  ),
})
export type Usage = Static<typeof Usage>

export const AuditEvent = Type.Object({
  id: Type.String(),
  at: Instant('When it happened'),
  name: Type.String(),
  userId: Nullable(Type.String()),
  targetId: Nullable(
    Type.String({ description: 'What it was done to; another API token when this one did it' }),
  ),
  address: Nullable(Type.String()),
  userAgent: Nullable(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditEvent = Static<typeof AuditEvent>

export const AuditEventPage = Type.Object({ items: Type.Array(AuditEvent), total: Type.Integer() })
