/** The columns of an organization, joined into the reads of several capabilities. */
import type { Selection } from 'kysely'
import type { Organization } from '../../domain/organization.ts'
import type { Schema } from '../schema.ts'

export const ORGANIZATION_COLUMNS = [
  'organizations.id as organization_id',
  'organizations.name as organization_name',
  'organizations.display_name as organization_display_name',
  'organizations.created_at as organization_created_at',
  'organizations.tokens_may_administer as organization_tokens_may_administer',
  'organizations.suspended_at as organization_suspended_at',
  'organizations.is_home as organization_is_home',
] as const

type OrganizationRow = Selection<Schema, 'organizations', (typeof ORGANIZATION_COLUMNS)[number]>

export const toOrganization = (row: OrganizationRow) =>
  ({
    id: row.organization_id,
    name: row.organization_name,
    displayName: row.organization_display_name,
    createdAt: row.organization_created_at,
    tokensMayAdminister: row.organization_tokens_may_administer === 1,
    suspendedAt: row.organization_suspended_at,
    isHome: row.organization_is_home === 1,
  }) satisfies Organization
