/** Values that somebody found where they should not be, over HTTP. */
import Type, { type Static } from 'typebox'
import { LastUse } from './api-tokens.ts'
import { Instant, Line, Nullable, Strict } from './text.ts'

export const ReportLeaks = Strict({
  values: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    minItems: 1,
    maxItems: 1000,
    description:
      'The values themselves: of API tokens, secrets and refresh tokens of OAuth apps, and feed tokens',
  }),
  url: Type.Optional(Line(1000, 'Where they were found, for their owners')),
  note: Type.Optional(Line(500, 'What their owners should know besides')),
})

const Count = (description: string) => Type.Integer({ minimum: 0, description })

/** A schema of its own, so that each of the two fits on a screen of the reference. */
export const LeakReach = Type.Object(
  {
    administration: Type.Boolean({ description: 'Whether it could change Countersign' }),
    openId: Type.Boolean({ description: 'Whether it told who its person is' }),
    places: Type.Array(
      Type.Object({
        serviceId: Nullable(Type.String({ description: 'Null is the organization itself' })),
        service: Nullable(Type.String({ description: 'What the service is called' })),
        roles: Type.Array(Type.String(), { description: 'The first of them, by name' }),
        roleCount: Count('All of them'),
        permissions: Type.Array(Type.String(), { description: 'The first of them, by name' }),
        permissionCount: Count('All of them'),
      }),
      { description: 'Where it had rights, most rights first' },
    ),
    placeCount: Count('All of them, listed or not'),
  },
  { description: 'What it could do when it was reported' },
)

export const LeakReport = Type.Object(
  {
    id: Type.String(),
    kind: Type.Union(
      [
        Type.Literal('api_token'),
        Type.Literal('oauth_secret'),
        Type.Literal('refresh_token'),
        Type.Literal('feed_token'),
      ],
      { description: 'What the value was' },
    ),
    targetId: Type.String({ description: 'The API token, app or service' }),
    name: Type.String({ description: 'What that is called' }),
    valueId: Type.String({ description: 'Its public part: characters 5 to 16' }),
    owner: Nullable(
      Type.Object(
        { userId: Type.String(), username: Nullable(Type.String()) },
        { description: 'Null when it was the organization’s' },
      ),
    ),
    reportedAt: Instant('When it was reported, and ended'),
    reportedBy: Type.Union([Type.Literal('anyone'), Type.Literal('github')], {
      description: 'Whose report it was',
    }),
    address: Type.String({ description: 'Where the report came from' }),
    url: Nullable(Type.String({ description: 'Where it was found, as reported' })),
    note: Nullable(Type.String({ description: 'What the report says besides' })),
    createdAt: Instant('Since when it could be used'),
    expiresAt: Nullable(Instant('Until when; null is for ever')),
    lastUse: Nullable(LastUse),
    exchanges: Nullable(
      Type.Object(
        { days: Type.Integer(), count: Count('Successful exchanges in these days') },
        { description: 'How an API token was used before' },
      ),
    ),
    reach: LeakReach,
    ended: Type.Object(
      {
        apiTokenCount: Count('API tokens that were made with it'),
        apiTokens: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
          description: 'The first of them',
        }),
        grantCount: Count('What people had allowed an app'),
      },
      { description: 'What ended with it' },
    ),
  },
  { description: 'What is on record of a value that leaked' },
)
export type LeakReport = Static<typeof LeakReport>

export const LeakReportOfApiToken = Type.Object({
  report: Type.Union([LeakReport, Type.Null()], { description: 'Null when nobody has reported it' }),
})

export const LeakReportPage = Type.Object({ items: Type.Array(LeakReport), total: Type.Integer() })
