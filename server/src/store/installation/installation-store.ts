/** What the database knows of the installation as a whole. */
export type InstallationReads = {
  /** The id of the master key that this database is sealed with; undefined in a new database. */
  masterKeyId(): Promise<string | undefined>
  /** Keyed hash of the one-time set-up code; undefined when there is none or it was used. */
  setupCodeHash(): Promise<Uint8Array | undefined>
  hasOrganization(): Promise<boolean>
}

export type InstallationChanges = InstallationReads & {
  /** Only into an empty database; false when another process was first. */
  setMasterKeyId(id: string): Promise<boolean>
  setSetupCodeHash(hash: Uint8Array | null): Promise<void>
  /** Consumes the code: true for exactly one caller. */
  useSetupCode(hash: Uint8Array): Promise<boolean>
}
