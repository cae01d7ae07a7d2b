/**
 * OAuth apps: who they are, their secrets, the organizations that have them, the roles that machines hold there, and what
 * people let them have. Codes, refresh tokens and the like are known by the public part of their values and kept as a
 * keyed hash; each is used by one guarded update. A grant hangs on a membership and on the organization's having the app:
 * when either ends, so does all that came of it.
 */
import { assigned } from './0014-roles-and-groups.ts'
import type { Migration } from './migration.ts'

export const oauth: Migration = {
  name: '0034-oauth',
  statements: ({ bytes, bigint, table }) => [
    `create table oauth_apps (
      id text not null primary key,
      organization_id text not null references organizations (id) on delete cascade,
      kind text not null check (kind in ('machine', 'web', 'native')),
      name text not null,
      name_folded text not null,
      description text not null,
      redirect_uris text not null,
      post_logout_redirect_uris text not null,
      authentication text not null check (authentication in ('secret', 'private_key_jwt', 'none')),
      public_keys text not null,
      access_token_seconds integer not null,
      has_refresh_tokens integer not null check (has_refresh_tokens in (0, 1)),
      refresh_idle_seconds integer not null,
      refresh_lifetime_seconds integer not null,
      allowed_scopes text not null,
      requires_dpop integer not null check (requires_dpop in (0, 1)),
      is_shared integer not null check (is_shared in (0, 1)),
      created_at ${bigint} not null,
      created_by text,
      changed_at ${bigint} not null,
      deactivated_at ${bigint},
      deactivated_by text,
      unique (organization_id, name_folded)
    ) ${table}`,
    `create table oauth_app_organizations (
      organization_id text not null references organizations (id) on delete cascade,
      app_id text not null references oauth_apps (id) on delete cascade,
      added_at ${bigint} not null,
      added_by text,
      last_used_at ${bigint},
      primary key (organization_id, app_id)
    ) ${table}`,
    'create index oauth_app_organizations_of_app on oauth_app_organizations (app_id)',
    `create table oauth_app_roles (
      organization_id text not null,
      app_id text not null,
      ${assigned(bigint)},
      foreign key (organization_id, app_id)
        references oauth_app_organizations (organization_id, app_id) on delete cascade
    ) ${table}`,
    `create unique index oauth_app_roles_once on oauth_app_roles
      (organization_id, app_id, coalesce(service_id, ''), name, coalesce(resource, ''))`,
    'create index oauth_app_roles_of_role on oauth_app_roles (service_id, name)',
    'create index oauth_app_roles_by_name on oauth_app_roles (organization_id, name)',
    `create table oauth_app_secrets (
      id text not null primary key,
      app_id text not null references oauth_apps (id) on delete cascade,
      name text not null,
      hash ${bytes} not null,
      created_at ${bigint} not null,
      created_by text,
      expires_at ${bigint},
      revoked_at ${bigint},
      last_used_at ${bigint},
      last_used_address text,
      last_used_user_agent text
    ) ${table}`,
    'create index oauth_app_secrets_of_app on oauth_app_secrets (app_id)',

    `create table oauth_consents (
      organization_id text not null,
      app_id text not null,
      user_id text not null,
      scope text not null,
      given_at ${bigint} not null,
      last_used_at ${bigint},
      primary key (organization_id, app_id, user_id),
      foreign key (organization_id, app_id)
        references oauth_app_organizations (organization_id, app_id) on delete cascade,
      foreign key (organization_id, user_id)
        references memberships (organization_id, user_id) on delete cascade
    ) ${table}`,
    'create index oauth_consents_of_user on oauth_consents (user_id)',
    `create table oauth_grants (
      id text not null primary key,
      organization_id text not null,
      app_id text not null,
      user_id text not null,
      scope text,
      resources text not null,
      authenticated_at ${bigint} not null,
      authenticated_by text not null,
      session_id text,
      dpop_thumbprint text,
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      revoked_at ${bigint},
      last_used_at ${bigint},
      foreign key (organization_id, app_id)
        references oauth_app_organizations (organization_id, app_id) on delete cascade,
      foreign key (organization_id, user_id)
        references memberships (organization_id, user_id) on delete cascade
    ) ${table}`,
    'create index oauth_grants_of_user on oauth_grants (user_id, organization_id)',
    'create index oauth_grants_of_app on oauth_grants (app_id, organization_id)',
    'create index oauth_grants_by_end on oauth_grants (expires_at)',
    `create table oauth_codes (
      id text not null primary key,
      hash ${bytes} not null,
      grant_id text not null references oauth_grants (id) on delete cascade,
      redirect_uri text not null,
      code_challenge text not null,
      nonce text,
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      used_at ${bigint}
    ) ${table}`,
    'create index oauth_codes_of_grant on oauth_codes (grant_id)',
    `create table oauth_refresh_tokens (
      id text not null primary key,
      hash ${bytes} not null,
      grant_id text not null references oauth_grants (id) on delete cascade,
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      replaced_at ${bigint}
    ) ${table}`,
    'create index oauth_refresh_tokens_of_grant on oauth_refresh_tokens (grant_id)',
    `create table oauth_pushed_requests (
      id text not null primary key,
      hash ${bytes} not null,
      app_id text not null references oauth_apps (id) on delete cascade,
      parameters text not null,
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      used_at ${bigint}
    ) ${table}`,
    'create index oauth_pushed_requests_by_end on oauth_pushed_requests (expires_at)',
    'create index oauth_pushed_requests_of_app on oauth_pushed_requests (app_id)',
    `create table oauth_device_codes (
      id text not null primary key,
      hash ${bytes} not null,
      app_id text not null references oauth_apps (id) on delete cascade,
      user_code text not null unique,
      scope text,
      resources text not null,
      organization_id text,
      dpop_thumbprint text,
      created_at ${bigint} not null,
      expires_at ${bigint} not null,
      interval_seconds integer not null,
      polled_at ${bigint},
      denied_at ${bigint},
      grant_id text references oauth_grants (id) on delete cascade,
      used_at ${bigint}
    ) ${table}`,
    'create index oauth_device_codes_by_end on oauth_device_codes (expires_at)',
    'create index oauth_device_codes_of_app on oauth_device_codes (app_id)',
    'create index oauth_device_codes_of_grant on oauth_device_codes (grant_id)',
    // Assertions and proofs that were seen, by the hash of who made them and of their jti, until they end by themselves.
    `create table oauth_used_ids (
      id text not null primary key,
      expires_at ${bigint} not null
    ) ${table}`,
    'create index oauth_used_ids_by_end on oauth_used_ids (expires_at)',
  ],
}
