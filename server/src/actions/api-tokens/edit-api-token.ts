/** Renames an API token, describes it or changes its reminder. What it may do and how long it lives can't be edited. */
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { apiTokenEvent } from '../audit.ts'
import { refuseWiderThan } from './generate-api-token.ts'
import { keptDescription, keptLine, LONGEST } from '../kept-text.ts'
import type { ApiTokenEdit } from '../../store/api-tokens/api-tokens-store.ts'
import type { Needs } from '../needs.ts'
import { findOwnApiToken } from './show-api-token.ts'

export async function editApiToken(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  id: string,
  { name, description, reminderDays }: ApiTokenEdit,
): Promise<ApiToken> {
  const edit = {
    ...(name !== undefined && { name: keptLine(name, 'name', LONGEST.name) }),
    ...(description !== undefined && { description: keptDescription(description) }),
    ...(reminderDays !== undefined && { reminderDays }),
  }
  const token = await findOwnApiToken(store, caller, id)
  refuseWiderThan(caller, token)
  return store.change(async (tx) => {
    if (!(await tx.apiTokens.edit(id, edit))) throw new Refusal('api_token_not_found')
    return {
      result: await findOwnApiToken(tx, caller, id),
      events: [apiTokenEvent(now(), caller, 'csp__edit_api_token', id, { ...edit })],
    }
  })
}
