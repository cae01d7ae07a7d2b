/** What is told of values that were found and reported. Whom it was told is written once; reports go when they are old. */
import type { Migration } from './migration.ts'

export const leakReports: Migration = {
  name: '0041-leak-reports',
  statements: ({ bigint, table }) => [
    `create table leak_reports (
      id text not null primary key,
      organization_id text not null references organizations (id) on delete cascade,
      user_id text,
      kind text not null,
      target_id text not null,
      name text not null,
      value_id text not null,
      reported_at ${bigint} not null,
      reported_by text not null,
      address text not null,
      url text,
      note text,
      facts text not null,
      told_at ${bigint}
    ) ${table}`,
    'create index leak_reports_of_organization on leak_reports (organization_id, reported_at, id)',
    'create index leak_reports_of_target on leak_reports (target_id)',
    'create index leak_reports_by_age on leak_reports (reported_at, id)',
    'create index leak_reports_untold on leak_reports (organization_id, reported_at, id) where told_at is null',
  ],
}
