/** Refusals that anybody can bring about: counted by the hour, for those who look after what was refused. */
import Type, { type Static } from 'typebox'
import { Instant } from './text.ts'

const counted = (reasons: string) => ({
  hour: Instant('When the hour began'),
  reason: Type.String({ description: reasons }),
  times: Type.Integer({ minimum: 1, description: 'How often in this hour' }),
  firstAt: Instant('The first of them'),
  lastAt: Instant('The last of them'),
  address: Type.String({ description: 'Where the last of them came from' }),
  userAgent: Type.String({ description: 'With what the last of them was made, as it says itself' }),
})

export const RefusedExchange = Type.Object(
  counted(
    'wrong_secret, expired, revoked, deactivated, user_deactivated or not_a_member; whoever presented it was told none of these',
  ),
  { description: 'All refusals of an API token for one reason in one hour' },
)
export type CountedRefusal = Static<typeof RefusedExchange>

export const RefusedExchangePage = Type.Object({
  items: Type.Array(RefusedExchange),
  total: Type.Integer(),
})

const OAuthAppRefusal = Type.Object(
  counted(
    'Why it was not recognised (wrong_secret, secret_ended, wrong_assertion, …), what was wrong with its code or refresh token (code_reused, refresh_token_unknown, …), or the error it was answered with; whoever asked was told no more than that',
  ),
  { description: 'All refusals of an OAuth app for one reason in one hour' },
)

export const OAuthAppRefusalPage = Type.Object({
  items: Type.Array(OAuthAppRefusal),
  total: Type.Integer(),
})
