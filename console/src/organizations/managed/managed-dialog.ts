/** What the dialogs of the page are given. */
export type ManagedDialog = {
  readonly organizationId: string
  readonly onClose: () => void
  /** With what was done, in a sentence. */
  readonly onChanged: (sentence: string) => Promise<void>
}
