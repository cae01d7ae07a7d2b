/** The meaning of `Store`, as promises that every engine must keep. Knows no engine: each brings its own database. */
import { suite } from 'node:test'
import { apiTokenPromises } from './conformance/api-tokens.ts'
import { auditEventPromises } from './conformance/audit-events.ts'
import { changePromises } from './conformance/changes.ts'
import type { OpenDatabase } from './conformance/database.ts'
import { credentialPlacePromises } from './conformance/credential-places.ts'
import { customRolePromises } from './conformance/custom-roles.ts'
import { deviceCodePromises } from './conformance/device-codes.ts'
import { exchangeFactsPromises } from './conformance/exchange-facts.ts'
import { gatheredEventPromises } from './conformance/gathered-events.ts'
import { heldThroughPromises } from './conformance/held-through.ts'
import { installationPromises } from './conformance/installation.ts'
import { invitationPromises } from './conformance/invitations.ts'
import { leakPromises } from './conformance/leaks.ts'
import { lineagePromises } from './conformance/lineage.ts'
import { mailPromises } from './conformance/mail.ts'
import { managedOrganizationPromises } from './conformance/managed-organizations.ts'
import { memberSearchPromises } from './conformance/member-search.ts'
import { oldValuePromises } from './conformance/old-values.ts'
import { oauthAppPromises } from './conformance/oauth-apps.ts'
import { oauthGrantPromises } from './conformance/oauth-grants.ts'
import { organizationPromises } from './conformance/organizations.ts'
import { peoplePromises } from './conformance/people.ts'
import { regeneratingPromises } from './conformance/regenerating.ts'
import { rememberedRightsPromises } from './conformance/remembered-rights.ts'
import { reminderPromises } from './conformance/reminders.ts'
import { revocationPromises } from './conformance/revocation.ts'
import { roleRequestPromises } from './conformance/role-requests.ts'
import { rolePromises } from './conformance/roles.ts'
import { serviceOfferPromises } from './conformance/service-offers.ts'
import { servicePromises } from './conformance/services.ts'
import { sessionPromises } from './conformance/sessions.ts'
import { signingKeyPromises } from './conformance/signing-keys.ts'
import { textPromises } from './conformance/text.ts'
import { usagePromises } from './conformance/usage.ts'
import { userPromises } from './conformance/users.ts'

const PROMISES = [
  installationPromises,
  userPromises,
  organizationPromises,
  managedOrganizationPromises,
  peoplePromises,
  memberSearchPromises,
  invitationPromises,
  rolePromises,
  customRolePromises,
  heldThroughPromises,
  roleRequestPromises,
  oauthAppPromises,
  oauthGrantPromises,
  deviceCodePromises,
  apiTokenPromises,
  regeneratingPromises,
  oldValuePromises,
  lineagePromises,
  exchangeFactsPromises,
  revocationPromises,
  credentialPlacePromises,
  usagePromises,
  serviceOfferPromises,
  servicePromises,
  sessionPromises,
  signingKeyPromises,
  auditEventPromises,
  gatheredEventPromises,
  leakPromises,
  mailPromises,
  rememberedRightsPromises,
  reminderPromises,
  changePromises,
  textPromises,
]

export function conformance(name: string, open: OpenDatabase): void {
  void suite(name, () => {
    for (const register of PROMISES) register(open)
  })
}
