/** Feed tokens: what a service hears of revocations with. */
import Type, { type Static } from 'typebox'
import { Instant, Line, Nullable, Strict } from './text.ts'

export const FeedTokenId = Type.String({
  pattern: '^[0-9A-Za-z]{12}$',
  maxLength: 12,
  description: 'The public part of a feed token',
})

export const MakeFeedToken = Strict({ name: Line(100, 'Where it is used') })
export type MakeFeedToken = Static<typeof MakeFeedToken>

export const FeedToken = Type.Object({
  id: Type.String(),
  name: Type.String(),
  createdAt: Instant('When it was made'),
  lastHeardAt: Nullable(Instant('When somebody with it was seen listening last, to 15 seconds')),
  isListening: Type.Boolean({ description: 'Whether somebody with it listened in the last 30 seconds' }),
})
export type FeedToken = Static<typeof FeedToken>

export const FeedTokenPage = Type.Object({ items: Type.Array(FeedToken), total: Type.Integer() })
export type FeedTokenPage = Static<typeof FeedTokenPage>

export const MadeFeedToken = Type.Object({
  feedToken: FeedToken,
  value: Type.String({ description: 'Shown this once' }),
})
export type MadeFeedToken = Static<typeof MadeFeedToken>
