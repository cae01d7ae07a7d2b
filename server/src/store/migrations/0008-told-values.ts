/**
 * When whoever regenerated an API token was told its value: until then, everybody else who asks for a new one asked at the
 * same time. Nobody is waiting for those that exist.
 */
import type { Migration } from './migration.ts'

export const toldValues: Migration = {
  name: '0008-told-values',
  statements: ({ bigint }) => [`alter table api_tokens add column value_told_at ${bigint}`],
}
