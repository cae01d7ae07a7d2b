/** What an API token may make, in the transaction that makes it: its line has an end, and one that is revoked makes nothing. */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import { ownTokens } from './show-api-token.ts'

/** One that makes one that makes one: each exchange of the last is bounded by all before it. */
const MOST_IN_LINE = 16

/**
 * Takes the owner's turn, as revoking what was made does: once that is over, its maker makes no more.
 * @param renewedId the API token whose new value goes to the caller, unless a new one is made
 * @throws {Refusal} forbidden, access_token_invalid, regeneration_of_itself, lineage_limit
 */
export async function refuseMaker(
  tx: Pick<Changes, 'apiTokens'>,
  caller: Caller,
  renewedId?: string,
): Promise<void> {
  const { apiTokenId, app } = caller
  if (app !== undefined) throw new Refusal('forbidden', { detail: APPS_MAKE_NONE })
  if (apiTokenId === null) return
  await tx.apiTokens.takeTurn(ownTokens(caller))
  const maker = await tx.apiTokens.find(ownTokens(caller), apiTokenId)
  if (maker === undefined || maker.revokedAt !== null) throw new Refusal('access_token_invalid')
  const line = await tx.apiTokens.lineOf(ownTokens(caller), apiTokenId)
  if (renewedId !== undefined && line.includes(renewedId)) refuseOfItself()
  if (line.length >= MOST_IN_LINE) {
    throw new Refusal('lineage_limit', {
      detail: `This API token was made by one that was made by another, and so on: ${MOST_IN_LINE} in a row are the most. Make the next one in the console, or with one of the first of them.`,
    })
  }
}

const APPS_MAKE_NONE =
  'An application that a person let in can’t generate API tokens: it would keep their rights when they withdraw it. Do it in the console.'

/** A service that is handed an access token could otherwise keep its user's rights for ever. */
function refuseOfItself(): never {
  throw new Refusal('regeneration_of_itself', {
    detail:
      'An access token can’t regenerate the API token it came from, nor what made that one. Do it in the console, or with another API token.',
  })
}
