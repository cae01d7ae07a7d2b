/** The tables of OAuth as Kysely sees them: a part of `schema.ts`. */
import type { Instant } from '../domain/instant.ts'
import type { Assigned } from './assigned.ts'

export type OAuthSchema = {
  oauth_apps: {
    id: string
    /** Whose it is. */
    organization_id: string
    kind: 'machine' | 'web' | 'native'
    name: string
    name_folded: string
    description: string
    redirect_uris: string
    post_logout_redirect_uris: string
    authentication: 'secret' | 'private_key_jwt' | 'none'
    /** JSON Web Keys that its assertions are signed with. */
    public_keys: string
    access_token_seconds: number
    has_refresh_tokens: 0 | 1
    has_device_flow: 0 | 1
    refresh_idle_seconds: number
    refresh_lifetime_seconds: number
    allowed_scopes: string
    requires_dpop: 0 | 1
    /** Other organizations may add it. */
    is_shared: 0 | 1
    created_at: Instant
    created_by: string | null
    changed_at: Instant
    deactivated_at: Instant | null
    deactivated_by: string | null
    /** Of its keys: another one when one of them is taken out. */
    status_place: number
  }
  /** Who has the app: its own organization, and those that added it. */
  oauth_app_organizations: {
    organization_id: string
    app_id: string
    added_at: Instant
    added_by: string | null
    last_used_at: Instant | null
  }
  /** What a machine holds in an organization. */
  oauth_app_roles: Assigned & { organization_id: string; app_id: string }
  oauth_app_secrets: {
    /** The public part of the secret. */
    id: string
    app_id: string
    name: string
    hash: Uint8Array
    created_at: Instant
    created_by: string | null
    expires_at: Instant | null
    revoked_at: Instant | null
    last_used_at: Instant | null
    last_used_address: string | null
    last_used_user_agent: string | null
    status_place: number
  }
  /** What a person allowed an app before, so that it is not asked again. */
  oauth_consents: {
    organization_id: string
    app_id: string
    user_id: string
    scope: string
    given_at: Instant
    last_used_at: Instant | null
  }
  /** What an app was let in with once: its codes, refresh tokens and access tokens come of it. */
  oauth_grants: {
    id: string
    organization_id: string
    app_id: string
    user_id: string
    /** As it was asked for; null when nothing was. */
    scope: string | null
    /** Resource indicators (RFC 8707), JSON. */
    resources: string
    authenticated_at: Instant
    /** Authentication methods (RFC 8176), space-separated. */
    authenticated_by: string
    session_id: string | null
    dpop_thumbprint: string | null
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | null
    last_used_at: Instant | null
    status_place: number
  }
  oauth_codes: {
    id: string
    hash: Uint8Array
    grant_id: string
    redirect_uri: string
    code_challenge: string
    nonce: string | null
    created_at: Instant
    expires_at: Instant
    used_at: Instant | null
  }
  oauth_refresh_tokens: {
    id: string
    hash: Uint8Array
    grant_id: string
    created_at: Instant
    expires_at: Instant
    replaced_at: Instant | null
  }
  oauth_pushed_requests: {
    id: string
    hash: Uint8Array
    app_id: string
    parameters: string
    created_at: Instant
    expires_at: Instant
    used_at: Instant | null
  }
  oauth_device_codes: {
    id: string
    hash: Uint8Array
    app_id: string
    /** A keyed hash of what the person types. */
    user_code: string
    scope: string | null
    resources: string
    /** Where the app asked for it; else the person chooses. */
    organization_id: string | null
    dpop_thumbprint: string | null
    created_at: Instant
    expires_at: Instant
    interval_seconds: number
    polled_at: Instant | null
    denied_at: Instant | null
    grant_id: string | null
    used_at: Instant | null
    /** From which it was asked for. */
    network: string
  }
  oauth_used_ids: { id: string; expires_at: Instant }
}
