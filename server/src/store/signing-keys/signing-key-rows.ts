/** Signing keys with their sealed private halves. A removed key keeps its row, so that its id is never used again. */
import type { Insertable } from 'kysely'
import type {
  SigningAlgorithm,
  SigningKey,
  SigningKeyState,
  SigningPurpose,
} from '../../domain/signing-key.ts'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'
import type { SigningKeyChanges, SigningKeyReads } from './signing-keys-store.ts'

const toSigningKey = (row: Schema['signing_keys']) =>
  ({
    id: row.id,
    algorithm: row.algorithm as SigningAlgorithm,
    purpose: row.purpose as SigningPurpose,
    state: row.state as SigningKeyState,
    publicJwk: JSON.parse(row.public_jwk) as SigningKey['publicJwk'],
    sealedPrivateKey: row.sealed_private_key,
    createdAt: row.created_at,
    activatedAt: row.activated_at,
    retiredAt: row.retired_at,
  }) satisfies SigningKey

const toRow = (key: SigningKey) =>
  ({
    id: key.id,
    algorithm: key.algorithm,
    purpose: key.purpose,
    state: key.state,
    public_jwk: JSON.stringify(key.publicJwk),
    sealed_private_key: key.sealedPrivateKey,
    created_at: key.createdAt,
    activated_at: key.activatedAt,
    retired_at: key.retiredAt,
  }) satisfies Insertable<Schema['signing_keys']>

export const signingKeyReads = (db: Database): SigningKeyReads => ({
  list: async () => {
    const rows = await db
      .selectFrom('signing_keys')
      .selectAll()
      .where('state', '!=', 'removed')
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(toSigningKey)
  },
})

export const signingKeyChanges = (tx: Database): SigningKeyChanges => ({
  ...signingKeyReads(tx),
  insert: async (key) => {
    await tx.insertInto('signing_keys').values(toRow(key)).execute()
  },
  setState: async (id, from, to, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('signing_keys')
      .set({
        state: to,
        ...(to === 'active' && { activated_at: at }),
        ...(to === 'retiring' && { retired_at: at }),
        ...(to === 'removed' && { sealed_private_key: new Uint8Array() }),
      })
      .where('id', '=', id)
      .where('state', '=', from)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
})
