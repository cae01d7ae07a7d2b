/** The configuration of the transmitter (SSF 1.0, section 7.1): what works, and where. */
import { POLL, PUSH } from '../../domain/event-streams/event-stream.ts'
import { SSF } from './paths.ts'

export const transmitterMetadata = (publicUrl: string) => ({
  spec_version: '1_0',
  issuer: publicUrl,
  jwks_uri: `${publicUrl}/oauth2/jwks`,
  delivery_methods_supported: [PUSH, POLL],
  configuration_endpoint: publicUrl + SSF.streams,
  status_endpoint: publicUrl + SSF.status,
  add_subject_endpoint: publicUrl + SSF.addSubject,
  remove_subject_endpoint: publicUrl + SSF.removeSubject,
  verification_endpoint: publicUrl + SSF.verification,
  // Whoever can't tell one organization from another would take what is of one for all.
  critical_subject_members: ['user', 'tenant'],
  authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }],
  default_subjects: 'ALL',
})
