/** What was taken away from access tokens that are out already: told in its order, or as the bits of status lists. */
import type { Instant } from '../../domain/instant.ts'
import type { StatusIndex } from '../../domain/status-list.ts'
import type { LostRights } from '../losses.ts'

/** One place in the order. Later places are greater, and seen later. */
export type Revocation = {
  readonly position: number
  /** Whose it is; null when it concerns every organization that has the service. */
  readonly organizationId: string | null
} & (
  | { readonly kind: 'ended'; readonly status: StatusIndex }
  | { readonly kind: 'lost'; readonly lost: LostRights & { readonly domain: string | null } }
)

export type RevocationReads = {
  /** Of what was committed last; 0 when there was nothing ever. */
  position(): Promise<number>
  /** In their order, so many at the most: whatever is committed later has a greater place than all of them. */
  after(position: number, limit: number): Promise<Revocation[]>
  /** The same, of what a service is told: of the organizations that have it, and what is about itself. */
  forService(serviceId: string, position: number, limit: number): Promise<Revocation[]>
  /** Which services the organizations have, as pairs. */
  servicesOf(
    organizationIds: readonly string[],
  ): Promise<{ readonly organizationId: string; readonly serviceId: string }[]>
  /** The highest status list of each kind that is in use; 0 when none is. */
  newestLists(): Promise<{ readonly apiTokens: number; readonly oauth: number }>
  /**
   * Credentials that get nobody an access token since a moment after `since`, of all lists, in parts: revoked, replaced or
   * deleted, of people who are disabled, organizations that are suspended and apps that are deactivated. Whatever was
   * committed before it begins is in it.
   */
  endedSince(since: Instant): AsyncIterable<readonly StatusIndex[]>
}
