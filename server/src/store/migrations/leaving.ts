/**
 * Triggers by which the database itself notes that a place in a status list was left, by whatever the row was deleted: a
 * cascade, too. What ended so long ago that nobody asks leaves nothing behind. Released, they are never edited.
 */
const DAY_MS = 86_400_000

/** Of a table with `status_place`: whether its rows end before they are deleted, by `revoked_at` and `expires_at`. */
export type Leaves = 'what ends' | 'what only goes'

const leave = (leaves: Leaves, now: string): string => {
  const long = `old.revoked_at <= ${now} - ${DAY_MS} or old.expires_at <= ${now} - ${DAY_MS}`
  return `
    ${leaves === 'what ends' ? `delete from status_places where place = old.status_place and (${long});` : ''}
    update status_places set left_at = ${now} where place = old.status_place;`
}

export const leavingInSqlite = (table: string, leaves: Leaves): string[] => [
  `create trigger ${table}_leaves after delete on ${table} begin
    ${leave(leaves, "cast(unixepoch('subsec') * 1000 as integer)")} end`,
]

export const leavingInPostgres = (table: string, leaves: Leaves): string[] => [
  `create function ${table}_leave() returns trigger language plpgsql set search_path from current as $$
   begin
     ${leave(leaves, 'cast(extract(epoch from clock_timestamp()) * 1000 as bigint)')}
     return null;
   end $$`,
  `create trigger ${table}_leaves after delete on ${table} for each row execute function ${table}_leave()`,
]
