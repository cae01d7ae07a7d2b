/** Every migration, in order; listed by hand, so that the published package needs no folder to read. Forward only. */
import { initial } from './0001-initial.ts'
import { upkeep } from './0002-upkeep.ts'
import { knownPlaces } from './0003-known-places.ts'
import { administration } from './0004-administration.ts'
import { apiTokensNotRevoked } from './0005-api-tokens-not-revoked.ts'
import { lineage } from './0006-lineage.ts'
import { madeApiTokens } from './0007-made-api-tokens.ts'
import { toldValues } from './0008-told-values.ts'
import { gatheredEvents } from './0009-gathered-events.ts'
import { oldValues } from './0010-old-values.ts'
import { descriptions } from './0011-descriptions.ts'
import { homeOrganization } from './0012-home-organization.ts'
import { servicesOfMany } from './0013-services-of-many.ts'
import { rolesAndGroups } from './0014-roles-and-groups.ts'
import { memberships } from './0015-memberships.ts'
import { invitations } from './0016-invitations.ts'
import { roleRequests } from './0017-role-requests.ts'
import { mailOutbox } from './0020-mail-outbox.ts'
import { memberSearch } from './0021-member-search.ts'
import { organizationSearch } from './0022-organization-search.ts'
import { linksByEnd } from './0024-links-by-end.ts'
import { reminders } from './0025-reminders.ts'
import { serviceSearch } from './0026-service-search.ts'
import { mailLimits } from './0027-mail-limits.ts'
import { customRoleNames } from './0028-custom-role-names.ts'
import { roleRequestsForATime } from './0029-role-requests-for-a-time.ts'
import { rightsVersions } from './0030-rights-versions.ts'
import { mailAbout } from './0031-mail-about.ts'
import { revocation } from './0032-revocation.ts'
import { rolesEnding } from './0033-roles-ending.ts'
import { oauth } from './0034-oauth.ts'
import { oauthEnds } from './0036-oauth-ends.ts'
import { feedTokens } from './0037-feed-tokens.ts'
import { roleRequestsByAge } from './0039-role-requests-by-age.ts'
import { oauthDevices } from './0040-oauth-devices.ts'
import { leakReports } from './0041-leak-reports.ts'
import { eventStreams } from './0042-event-streams.ts'
import { signingPurposes } from './0043-signing-purposes.ts'
import { statusPlaces } from './0044-status-places.ts'
import { refusalsOfApps } from './0045-refusals-of-apps.ts'
import type { Migration } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [
  initial,
  upkeep,
  knownPlaces,
  administration,
  apiTokensNotRevoked,
  lineage,
  madeApiTokens,
  toldValues,
  gatheredEvents,
  oldValues,
  descriptions,
  homeOrganization,
  servicesOfMany,
  rolesAndGroups,
  memberships,
  invitations,
  roleRequests,
  mailOutbox,
  memberSearch,
  organizationSearch,
  linksByEnd,
  reminders,
  serviceSearch,
  mailLimits,
  customRoleNames,
  roleRequestsForATime,
  rightsVersions,
  mailAbout,
  revocation,
  rolesEnding,
  oauth,
  oauthEnds,
  feedTokens,
  roleRequestsByAge,
  oauthDevices,
  leakReports,
  eventStreams,
  signingPurposes,
  statusPlaces,
  refusalsOfApps,
]
