/** What accepting an invitation came to. */
export type Accepted = {
  readonly organizationId: string
  /** Roles and groups that whoever invited can’t give any more. */
  readonly leftOut: readonly string[]
}
