/** Ends the old value of an API token that was regenerated, before its time. Never the present one. */
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Needs } from '../needs.ts'
import { refuseWiderThan } from './generate-api-token.ts'
import { oldValueEnded } from './old-value-ended.ts'
import { findOwnApiToken } from './show-api-token.ts'

/** One that has ended already is no error. */
export function endOldValue(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  valueId: string,
): Promise<ApiToken> {
  const at = now()
  return store.change(async (tx) => {
    const token = await findOwnApiToken(tx, caller, id)
    if (id !== caller.apiTokenId) refuseWiderThan(caller, token)
    if (valueId === token.secretId) {
      throw new Refusal('value_present', {
        detail:
          'Only the old value can be ended. To end the present one, regenerate or revoke the API token.',
      })
    }
    const isEnded = await tx.apiTokens.endOldValue(id, valueId, at)
    if (!isEnded && !(await tx.apiTokens.hasValue(id, valueId))) {
      throw new Refusal('value_not_found', {
        detail:
          'This API token never had that value. Its present and its old one are in what is shown of it.',
      })
    }
    // Of a revoked one everything has been told.
    const isTold = isEnded && token.revokedAt === null
    const old = { secretId: valueId, endsAt: token.overlap?.endsAt ?? Infinity }
    return {
      result: await findOwnApiToken(tx, caller, id),
      events: isTold ? [oldValueEnded(at, caller, id, old)] : [],
    }
  })
}
