/** Which apps sign people in on devices, and from which network each code for one was asked for. */
import type { Migration } from './migration.ts'

export const oauthDevices: Migration = {
  name: '0040-oauth-devices',
  statements: () => [
    `alter table oauth_apps add column has_device_flow integer not null default 0
      check (has_device_flow in (0, 1))`,
    "alter table oauth_device_codes add column network text not null default ''",
    'drop index oauth_device_codes_of_app',
    'create index oauth_device_codes_of_app on oauth_device_codes (app_id, expires_at)',
    'create index oauth_device_codes_of_network on oauth_device_codes (network, expires_at)',
  ],
}
