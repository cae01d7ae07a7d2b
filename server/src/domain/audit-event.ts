/** What happened, for the people who must be able to tell later. Written once, in the transaction it tells of. */
import type { Instant } from './instant.ts'

export type AuditEventName =
  | 'csp__set_up_installation'
  | 'csp__user_login'
  | 'csp__user_login_failed'
  | 'csp__user_logout'
  | 'csp__user_reauthenticated'
  | 'csp__end_session'
  | 'csp__change_password'
  | 'csp__change_profile'
  | 'csp__turn_reminders_off'
  | 'csp__turn_reminders_on'
  | 'csp__reopen_address'
  | 'csp__ask_for_password_reset'
  | 'csp__generate_api_token'
  | 'csp__edit_api_token'
  | 'csp__regenerate_api_token'
  | 'csp__end_api_token_value'
  | 'csp__revoke_api_token'
  | 'csp__revoke_all_api_tokens'
  | 'csp__purge_api_tokens'
  /** Not written any more: `domain/gathered-event.ts` counts them. */
  | 'csp__refresh_token_exchange_failed'
  | 'csp__make_organization'
  | 'csp__invite_owner'
  | 'csp__rename_organization'
  | 'csp__suspend_organization'
  | 'csp__reopen_organization'
  | 'csp__edit_policies'
  | 'csp__register_service'
  | 'csp__change_service'
  | 'csp__remove_service'
  | 'csp__offer_service'
  | 'csp__make_feed_token'
  | 'csp__end_feed_token'
  | 'csp__add_service'
  | 'csp__remove_added_service'
  | 'csp__add_member'
  | 'csp__invite'
  | 'csp__withdraw_invitation'
  | 'csp__accept_invitation'
  | 'csp__make_password_reset'
  | 'csp__use_password_reset'
  | 'csp__purge_links'
  | 'csp__assign_role'
  | 'csp__remove_role'
  | 'csp__change_role_period'
  | 'csp__request_role'
  | 'csp__approve_role_request'
  | 'csp__refuse_role_request'
  | 'csp__withdraw_role_request'
  | 'csp__end_requested_role'
  | 'csp__disable_member'
  | 'csp__enable_member'
  | 'csp__remove_member'
  | 'csp__leave_organization'
  | 'csp__end_credentials'
  /** Of a person, by another of their organizations. */
  | 'csp__end_sessions'
  | 'csp__create_group'
  | 'csp__edit_group'
  | 'csp__remove_group'
  | 'csp__add_group_member'
  | 'csp__remove_group_member'
  | 'csp__assign_group_role'
  | 'csp__remove_group_role'
  | 'csp__create_custom_role'
  | 'csp__edit_custom_role'
  | 'csp__remove_custom_role'
  | 'csp__allow_oauth_app'
  | 'csp__refuse_oauth_device'
  | 'csp__withdraw_oauth_consent'
  | 'csp__revoke_oauth_grant'
  | 'csp__purge_oauth_grants'
  | 'csp__create_oauth_app'
  | 'csp__edit_oauth_app'
  | 'csp__remove_oauth_app'
  | 'csp__deactivate_oauth_app'
  | 'csp__reactivate_oauth_app'
  | 'csp__add_oauth_app'
  | 'csp__remove_added_oauth_app'
  | 'csp__add_oauth_secret'
  | 'csp__end_oauth_secret'
  | 'csp__assign_oauth_app_role'
  | 'csp__remove_oauth_app_role'
  | 'csp__create_event_stream'
  | 'csp__change_event_stream'
  | 'csp__set_event_stream_state'
  /** By us, when nothing could be delivered. */
  | 'csp__stop_event_stream'
  | 'csp__remove_event_stream'
  /** By the organization; receivers ask for it every few seconds. */
  | 'csp__verify_event_stream'
  | 'csp__silence_event_subject'
  | 'csp__unsilence_event_subject'
  | 'csp__deactivate_user'
  | 'csp__make_signing_key'
  | 'csp__rotate_signing_key'
  | 'csp__remove_signing_key'

/** Where a request came from, as far as it may be believed. */
export type Origin = {
  readonly requestId: string
  readonly address: string
  readonly userAgent: string
}

export type AuditEvent = {
  readonly id: string
  readonly at: Instant
  readonly name: AuditEventName
  readonly organizationId: string | null
  /** Who did it; null for the system itself and for someone unknown. */
  readonly userId: string | null
  readonly sessionId: string | null
  readonly apiTokenId: string | null
  readonly target: { readonly type: string; readonly id: string } | null
  readonly origin: Origin | null
  /** Facts without secrets. */
  readonly details: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
}
