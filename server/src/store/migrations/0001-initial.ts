/** The tables of the first release. Foreign keys hold what the code relies on: only a member can hold a role. */
import type { Migration } from './migration.ts'

export const initial: Migration = {
  name: '0001-initial',
  statements: ({ bytes, bigint, table, appendOnly }) => [
    `create table installation (
      id integer not null primary key check (id = 1),
      master_key_id text,
      setup_code_hash ${bytes}
    ) ${table}`,
    `insert into installation (id) values (1)`,

    `create table organizations (
      id text not null primary key,
      name text not null unique,
      display_name text not null,
      created_at ${bigint} not null
    ) ${table}`,

    // The folded columns are what lookups compare: lower case of every script is the server's, the engines differ in it.
    `create table users (
      id text not null primary key,
      domain text not null,
      username text not null,
      email text not null,
      is_email_verified integer not null check (is_email_verified in (0, 1)),
      first_name text not null,
      last_name text not null,
      password_hash text not null,
      created_at ${bigint} not null,
      deactivated_at ${bigint},
      username_folded text not null unique,
      email_folded text not null,
      names_folded text not null
    ) ${table}`,

    `create table memberships (
      organization_id text not null references organizations (id) on delete cascade,
      user_id text not null references users (id) on delete cascade,
      created_at ${bigint} not null,
      primary key (organization_id, user_id)
    ) ${table}`,
    `create index memberships_of_user on memberships (user_id)`,

    `create table services (
      id text not null primary key,
      organization_id text not null references organizations (id) on delete cascade,
      name text not null,
      display_name text not null,
      created_at ${bigint} not null,
      unique (organization_id, name),
      unique (organization_id, id)
    ) ${table}`,
    `create table service_permissions (
      service_id text not null references services (id) on delete cascade,
      name text not null,
      description text not null,
      position integer not null,
      primary key (service_id, name)
    ) ${table}`,
    `create table service_roles (
      service_id text not null references services (id) on delete cascade,
      name text not null,
      display_name text not null,
      permissions text not null,
      position integer not null,
      primary key (service_id, name)
    ) ${table}`,

    // Held by members only; a service's role only inside the service's own organization, and only while it is defined.
    `create table role_assignments (
      organization_id text not null,
      user_id text not null,
      service_id text,
      name text not null,
      resource text,
      ends_at ${bigint},
      created_at ${bigint} not null,
      check (resource <> ''),
      check (resource is null or service_id is not null),
      foreign key (organization_id, user_id)
        references memberships (organization_id, user_id) on delete cascade,
      foreign key (organization_id, service_id) references services (organization_id, id) on delete cascade,
      foreign key (service_id, name) references service_roles (service_id, name) on delete cascade
    ) ${table}`,
    // Null is not equal to null in a unique constraint; in this index it is.
    `create unique index role_assignments_once on role_assignments
      (organization_id, user_id, coalesce(service_id, ''), name, coalesce(resource, ''))`,
    `create index role_assignments_of_role on role_assignments (service_id, name)`,

    // No reference from secret_id: the two rows of a new token would each have to be first.
    `create table api_tokens (
      id text not null primary key,
      organization_id text not null references organizations (id) on delete cascade,
      user_id text not null references users (id) on delete cascade,
      name text not null,
      allowed_scopes text not null,
      lifetime text,
      reminder_days integer,
      created_at ${bigint} not null,
      regenerated_at ${bigint},
      expires_at ${bigint},
      deactivated_at ${bigint},
      revoked_at ${bigint},
      last_used_at ${bigint},
      last_used_address text,
      last_used_user_agent text,
      seen_in_url_at ${bigint},
      secret_id text not null
    ) ${table}`,
    `create index api_tokens_of_user on api_tokens (user_id, organization_id, created_at, id)`,
    `create index api_tokens_of_organization on api_tokens (organization_id, created_at, id)`,
    `create table api_token_secrets (
      id text not null primary key,
      api_token_id text not null references api_tokens (id) on delete cascade,
      hash ${bytes} not null,
      hash_key_id text not null,
      created_at ${bigint} not null,
      expires_at ${bigint},
      revoked_at ${bigint}
    ) ${table}`,
    `create index api_token_secrets_of_token on api_token_secrets (api_token_id)`,
    `create table api_token_usage (
      api_token_id text not null references api_tokens (id) on delete cascade,
      day ${bigint} not null,
      exchanges ${bigint} not null,
      primary key (api_token_id, day)
    ) ${table}`,

    `create table sessions (
      id text not null primary key,
      user_id text not null references users (id) on delete cascade,
      cookie_hash ${bytes} not null unique,
      created_at ${bigint} not null,
      authenticated_at ${bigint} not null,
      last_seen_at ${bigint} not null,
      address text not null,
      user_agent text not null
    ) ${table}`,
    `create index sessions_of_user on sessions (user_id)`,

    `create table signing_keys (
      id text not null primary key,
      algorithm text not null,
      state text not null check (state in ('next', 'active', 'retiring', 'removed')),
      public_jwk text not null,
      sealed_private_key ${bytes} not null,
      created_at ${bigint} not null,
      activated_at ${bigint},
      retired_at ${bigint}
    ) ${table}`,

    // Of two processes that make the first keys, or rotate, at once, one fails.
    `create unique index signing_keys_one_active_one_next on signing_keys (state) where state in ('active', 'next')`,

    // No foreign keys: an event outlives whatever it tells of.
    `create table audit_events (
      id text not null primary key,
      at ${bigint} not null,
      name text not null,
      organization_id text,
      user_id text,
      session_id text,
      api_token_id text,
      target_type text,
      target_id text,
      request_id text,
      address text,
      user_agent text,
      details text not null
    ) ${table}`,
    `create index audit_events_of_organization on audit_events (organization_id, at, id)`,
    `create index audit_events_by_api_token on audit_events (api_token_id, at)`,
    `create index audit_events_on_target on audit_events (target_id, at)`,
    ...appendOnly('audit_events'),
  ],
}
