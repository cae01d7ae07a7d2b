/** API tokens by the hundred thousand: token strings and hashes from the service's own code, written in batches. */
import type { Needs } from '../../server/src/actions/needs.ts'
import { randomUuid } from '../../server/src/crypto/random.ts'
import { makeTokenString } from '../../server/src/crypto/token-string.ts'
import type { AllowedScopes } from '../../server/src/domain/allowed-scopes.ts'
import { DAY_MS } from '../../server/src/domain/instant.ts'
import { STATUS_LIST_ENTRIES } from '../../server/src/domain/status-list.ts'
import { progress } from './progress.ts'

export type Owner = { readonly organizationId: string; readonly userId: string }
export type SeededToken = { readonly id: string; readonly secretId: string; readonly value: string }

/** One API token with its value's hash, in the order of the columns it goes to. */
export type SeedRow = {
  readonly token: readonly [
    id: string,
    organizationId: string,
    userId: string,
    name: string,
    allowedScopes: string,
    lifetime: string,
    createdAt: number,
    expiresAt: number,
    secretId: string,
  ]
  readonly secret: readonly [
    id: string,
    apiTokenId: string,
    hash: Uint8Array,
    hashKeyId: string,
    createdAt: number,
    statusList: number,
    statusIndex: number,
  ]
}

export type SeedDatabase = { insert(rows: readonly SeedRow[]): Promise<void>; close(): Promise<void> }

export const TOKEN_COLUMNS =
  'id, organization_id, user_id, name, allowed_scopes, lifetime, created_at, expires_at, secret_id'
export const SECRET_COLUMNS = 'id, api_token_id, hash, hash_key_id, created_at, status_list, status_index'

const ROWS_AT_ONCE = 10_000

type Seeding = {
  readonly needs: Pick<Needs, 'keyedHash' | 'now'>
  readonly owners: readonly Owner[]
  readonly scopes: AllowedScopes
  readonly stored: number
  readonly used: number
  readonly database: SeedDatabase
}

/** Answers the tokens to use, evenly spread over all that were stored. */
export async function seed({
  needs,
  owners,
  scopes,
  stored,
  used,
  database,
}: Seeding): Promise<SeededToken[]> {
  const apart = Math.max(1, Math.floor(stored / used))
  const tokens: SeededToken[] = []
  try {
    for (let from = 0; from < stored; from += ROWS_AT_ONCE) {
      const rows: SeedRow[] = []
      for (let index = from; index < Math.min(stored, from + ROWS_AT_ONCE); index++) {
        const { row, token } = newToken(needs, owners[index % owners.length]!, JSON.stringify(scopes), index)
        rows.push(row)
        if (index % apart === 0 && tokens.length < used) tokens.push(token)
      }
      await database.insert(rows)
      progress(
        `seeding API tokens: ${(from + rows.length).toLocaleString('en')} of ${stored.toLocaleString('en')}`,
      )
    }
  } finally {
    await database.close()
  }
  return tokens
}

/** As the service fills lists: half of each. */
const statusPlace = (index: number) =>
  [1 + Math.floor(index / (STATUS_LIST_ENTRIES / 2)), (index % (STATUS_LIST_ENTRIES / 2)) * 2] as const

function newToken(
  { keyedHash, now }: Seeding['needs'],
  { organizationId, userId }: Owner,
  scopes: string,
  index: number,
) {
  const { id: secretId, value } = makeTokenString('t')
  const id = randomUuid()
  const text = value.reveal()
  const at = now()
  const lifetime = JSON.stringify({ amount: 6, unit: 'months' })
  const row: SeedRow = {
    token: [id, organizationId, userId, `token ${index}`, scopes, lifetime, at, at + 180 * DAY_MS, secretId],
    secret: [secretId, id, keyedHash.hashOf('api-token', text), keyedHash.keyId, at, ...statusPlace(index)],
  }
  return { row, token: { id, secretId, value: text } }
}
