/**
 * Triggers by which the database itself gives an organization another version whenever a row changes that says what its
 * members hold: no change can forget it, and none in the store has to think of it. Released, they are never edited.
 */

/** Whose version a row of the table raises: its own organization's, or that of all, which is the row with the empty id. */
export type Raises = 'its organization' | 'all organizations'

/** SQLite has triggers for rows only, and changes a row where it stands: raising it for each costs microseconds. */
export const raisingInSqlite = (table: string, raises: Raises): string[] => {
  const raised = (row: 'old' | 'new'): string => `
    insert into rights_versions (organization_id, version)
      values (${raises === 'its organization' ? `${row}.organization_id` : "''"}, hex(randomblob(16)))
      on conflict (organization_id) do update set version = excluded.version;`
  const trigger = (change: string, ...rows: ('old' | 'new')[]): string =>
    `create trigger ${table}_raises_on_${change} after ${change} on ${table} begin ${rows.map(raised).join('')} end`
  return [trigger('insert', 'new'), trigger('update', 'old', 'new'), trigger('delete', 'old')]
}

/**
 * The version is the transaction: what it changes is seen all at once, so only its first change writes, and ten thousand
 * rows leave one dead row behind. With its time, because a standby that takes over may give a lost number again. For each
 * row, because not every compatible engine has triggers for a statement.
 */
export const raisingInPostgres = (table: string, raises: Raises): string[] => [
  `create function ${table}_raise() returns trigger language plpgsql set search_path from current as $$
   declare
     this_transaction text := txid_current() || ' ' || extract(epoch from transaction_timestamp());
     raised text;
   begin
     foreach raised in array ${raises === 'its organization' ? 'array[old.organization_id, new.organization_id]' : "array['']"} loop
       continue when raised is null or exists (
         select 1 from rights_versions where organization_id = raised and version = this_transaction);
       insert into rights_versions (organization_id, version) values (raised, this_transaction)
         on conflict (organization_id) do update set version = excluded.version;
     end loop;
     return null;
   end $$`,
  `create trigger ${table}_raises after insert or update or delete on ${table}
   for each row execute function ${table}_raise()`,
]
