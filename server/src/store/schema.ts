/**
 * The tables as Kysely sees them, the same in both engines; `migrations/` makes them.
 * Only what a database can hold: no domain types but instants, JSON as text, a boolean as 0 or 1.
 */
import type { Instant } from '../domain/instant.ts'
import type { Assigned } from './assigned.ts'
import type { OAuthSchema } from './oauth-schema.ts'

export type Schema = OAuthSchema & {
  /** Exactly one row, there from the first migration on, so that every change of it is a guarded UPDATE. */
  installation: { id: 1; master_key_id: string | null; setup_code_hash: Uint8Array | null }
  organizations: {
    id: string
    name: string
    display_name: string
    created_at: Instant
    tokens_may_administer: 0 | 1
    suspended_at: Instant | null
    /** Of one organization: the one that set-up made. */
    is_home: 0 | 1
    /** All that it is searched by, folded. */
    search_text: string
  }
  users: {
    id: string
    domain: string
    username: string
    email: string
    is_email_verified: 0 | 1
    first_name: string
    last_name: string
    password_hash: string
    created_at: Instant
    deactivated_at: Instant | null
    username_folded: string
    email_folded: string
    /** All that a person is searched by, folded. */
    search_text: string
    last_signed_in_at: Instant | null
    /** Since when the person wants no reminders; null when they do. */
    reminders_off_at: Instant | null
    reminded_of_tokens_at: Instant | null
    reminded_of_roles_at: Instant | null
  }
  memberships: {
    organization_id: string
    user_id: string
    created_at: Instant
    disabled_at: Instant | null
  }
  services: {
    id: string
    /** The provider's: where it was registered. */
    organization_id: string
    name: string
    display_name: string
    description: string | null
    is_offered_to_all: 0 | 1
    search_text: string
    created_at: Instant
  }
  service_offers: { service_id: string; organization_id: string; created_at: Instant }
  /** Who has it: its provider, and those that added it. */
  service_organizations: {
    organization_id: string
    service_id: string
    service_name: string
    created_at: Instant
  }
  service_permissions: { service_id: string; name: string; description: string; position: number }
  service_roles: {
    service_id: string
    name: string
    display_name: string
    /** A JSON array of names: one row per role keeps the exchange one plain join. */
    permissions: string
    position: number
    /** When a permission was put into it last; 0 since it is there. */
    widened_at: Instant
  }
  custom_roles: {
    organization_id: string
    name: string
    display_name: string
    description: string
    created_at: Instant
  }
  /** Those of removed ones too. */
  custom_role_names: { organization_id: string; name: string; created_at: Instant }
  custom_role_permissions: {
    organization_id: string
    role_name: string
    service_id: string
    /** A JSON array of names. */
    permissions: string
    widened_at: Instant
  }
  role_assignments: Assigned & { organization_id: string; user_id: string }
  /** Another one with every change of what the members of an organization hold; triggers see to it. Empty id: of all. */
  rights_versions: { organization_id: string; version: string }
  groups: {
    id: string
    organization_id: string
    display_name: string
    name_folded: string
    description: string
    created_at: Instant
  }
  group_members: {
    organization_id: string
    group_id: string
    user_id: string
    starts_at: Instant | null
    ends_at: Instant | null
    created_at: Instant
  }
  group_roles: Assigned & { organization_id: string; group_id: string }
  invitations: {
    id: string
    organization_id: string
    email: string
    email_folded: string
    /** A JSON array of what is to be assigned. */
    roles: string
    /** A JSON array. */
    group_ids: string
    invited_by: string | null
    link_id: string
    link_hash: Uint8Array
    is_mailed: 0 | 1
    created_at: Instant
    sent_at: Instant
    expires_at: Instant
    accepted_at: Instant | null
    accepted_by: string | null
    withdrawn_at: Instant | null
  }
  password_resets: {
    id: string
    user_id: string
    link_hash: Uint8Array
    /** Who made the link for somebody else; null when it was asked for by mail. */
    requested_by: string | null
    created_at: Instant
    expires_at: Instant
    used_at: Instant | null
  }
  /** Sealed: what was entered, by whom. */
  password_reset_asks: { id: string; sealed: Uint8Array; asked_at: Instant }
  leak_reports: {
    id: string
    organization_id: string
    user_id: string | null
    kind: string
    target_id: string
    name: string
    value_id: string
    reported_at: Instant
    reported_by: string
    address: string
    url: string | null
    note: string | null
    /** In JSON: what is only shown. */
    facts: string
    told_at: Instant | null
  }
  role_requests: {
    id: string
    organization_id: string
    user_id: string
    service_id: string | null
    custom_role: string | null
    name: string
    resource: string | null
    reason: string
    /** For how long, in JSON; it counts from the approval on. Null for ever. */
    lifetime: string | null
    created_at: Instant
    waits_until: Instant
    decided_at: Instant | null
    decided_by: string | null
    decision: 'granted' | 'refused' | 'withdrawn' | null
    decision_reason: string | null
    granted_until: Instant | null
    ended_at: Instant | null
    ended_by: string | null
  }
  api_tokens: {
    id: string
    organization_id: string
    user_id: string
    name: string
    description: string | null
    allowed_scopes: string
    parent_id: string | null
    bounds: string | null
    lifetime: string | null
    reminder_days: number | null
    created_at: Instant
    regenerated_at: Instant | null
    expires_at: Instant | null
    deactivated_at: Instant | null
    revoked_at: Instant | null
    /** While there is an old value, of the present one only. */
    last_used_at: Instant | null
    last_used_address: string | null
    last_used_user_agent: string | null
    /** Of the present value; regenerating clears it. */
    seen_in_url_at: Instant | null
    /** The present value: what regenerating compares and sets, so that one of two wins. */
    secret_id: string
    /** By the database's clock. In the future: its maker is still waiting to be told the value, and for so long at most. */
    value_told_at: Instant | null
    /** The value before, while both work. Its `expires_at` says the same as `old_ends_at`. */
    old_secret_id: string | null
    old_ends_at: Instant | null
    old_ends_at_first_use: 0 | 1
    old_last_used_at: Instant | null
    old_last_used_address: string | null
    old_last_used_user_agent: string | null
  }
  api_token_secrets: {
    id: string
    api_token_id: string
    hash: Uint8Array
    hash_key_id: string
    created_at: Instant
    expires_at: Instant | null
    revoked_at: Instant | null
    status_list: number
    status_index: number
  }
  feed_tokens: {
    id: string
    service_id: string
    name: string
    hash: Uint8Array
    hash_key_id: string
    created_at: Instant
    created_by: string | null
    last_heard_at: Instant | null
  }
  /** Those of OAuth: given while there is a row, and not given again for some time after its credential was deleted. */
  status_places: { place: number; left_at: Instant | null }
  /** Of the row that was written last. One row. */
  revocation_position: { id: 1; position: number }
  /** Either a value that ended, by its place in a status list, or rights that somebody or everybody lost, or a fact alone. */
  revocations: {
    position: number
    status_list: number | null
    status_index: number | null
    organization_id: string | null
    user_id: string | null
    service_id: string | null
    /** What it is beside a loss, for streams of security events; with the session that ended, where it is one. */
    fact: string | null
    session_id: string | null
    initiated_by: string | null
  }
  /** Either an app's in an organization, or a service's. */
  event_streams: {
    id: string
    organization_id: string
    app_id: string | null
    service_id: string | null
    method: string
    endpoint_url: string | null
    sealed_authorization: Uint8Array | null
    events_requested: string | null
    description: string | null
    state: string
    reason: string | null
    /** Who put it into that state. */
    state_by: string
    created_at: Instant
    /** What happened up to this place is not told. */
    since: number
    /** Of the event that was put in last. */
    last_number: number
    /** Events that are in it. */
    waiting: number
    verified_at: Instant | null
    last_delivered_at: Instant | null
    said: string | null
    said_at: Instant | null
    failing_since: Instant | null
    failures: number
    next_try_at: Instant
    leased_by: string | null
    leased_until: Instant | null
  }
  event_stream_events: {
    stream_id: string
    number: number
    jti: string
    event: string
    is_about_stream: number
    created_at: Instant
  }
  event_stream_silenced: { stream_id: string; subject: string }
  /** What happened up to there stands in the streams. One row. */
  event_streams_position: { id: 1; position: number }
  /** `day` is the instant the UTC day begins. */
  api_token_usage: { api_token_id: string; day: Instant; exchanges: number }
  api_token_reminders: { api_token_id: string; days: number; due_at: Instant; sent_at: Instant | null }
  /** Empty for no service and no resource. */
  role_reminders: {
    organization_id: string
    user_id: string
    service_id: string
    name: string
    resource: string
    ends_at: Instant
    days: number
    sent_at: Instant
  }
  sessions: {
    id: string
    user_id: string
    cookie_hash: Uint8Array
    created_at: Instant
    authenticated_at: Instant
    last_seen_at: Instant
    address: string
    user_agent: string
  }
  known_places: { user_id: string; place_hash: Uint8Array; last_at: Instant }
  signing_keys: {
    id: string
    algorithm: string
    state: string
    public_jwk: string
    sealed_private_key: Uint8Array
    created_at: Instant
    activated_at: Instant | null
    retired_at: Instant | null
    purpose: string
  }
  audit_events: {
    id: string
    at: Instant
    name: string
    organization_id: string | null
    user_id: string | null
    session_id: string | null
    api_token_id: string | null
    target_type: string | null
    target_id: string | null
    request_id: string | null
    address: string | null
    user_agent: string | null
    details: string
  }
  /** Counts by the hour; empty where it is not known who. `hour` is the instant it begins. */
  gathered_events: {
    hour: Instant
    kind: string
    reason: string
    route: string
    organization_id: string
    user_id: string
    api_token_id: string
    app_id: string
    times: number
    first_at: Instant
    last_at: Instant
    address: string
    user_agent: string
  }
  /** `sealed` is null when it was sent or given up. */
  mail_outbox: {
    id: string
    organization_id: string | null
    kind: string
    recipient: string
    recipient_folded: string
    /** An invitation's id, or whose new password it is about; null where no link ends before its time. */
    about: string | null
    sealed: Uint8Array | null
    created_at: Instant
    expires_at: Instant
    next_try_at: Instant
    tries: number
    leased_by: string | null
    leased_until: Instant | null
    sent_at: Instant | null
    given_up_at: Instant | null
    said: string | null
  }
  mail_stopped_addresses: { address_folded: string; stopped_at: Instant; said: string }
  job_leases: { name: string; holder: string; expires_at: Instant }
  schema_migrations: { name: string; applied_at: Instant }
  schema_lock: { id: 1; taken_at: Instant }
}
