/** All rows, out and in: what backups are made of. */

/** Everything but what is of one moment only: sessions, set-up code, leases. For backups. */
export type Archive = {
  /**
   * As it was at one moment, in batches, while others go on writing. `confirm` throws unless a tally of what was kept of
   * them is the database's own of that moment.
   */
  read<Result>(
    work: (
      batches: AsyncIterable<ArchivedRows>,
      confirm: (tally: ArchiveTally) => Promise<void>,
    ) => Promise<Result>,
  ): Promise<Result>
  /** Into an empty database, all or nothing, and counted there before it holds. `batches` is called again when the engine asks for another try. */
  fill(masterKeyId: string, batches: () => AsyncIterable<ArchivedRows>): Promise<void>
}

export type ArchivedValue = string | number | Uint8Array | null
export type ArchivedRows = {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly ArchivedValue[])[]
}

/** By table: the rows and, by column of text or bytes, the bytes. */
export type ArchiveTally = ReadonlyMap<string, TableTally>
export type TableTally = { rows: number; readonly bytes: Map<string, number> }
