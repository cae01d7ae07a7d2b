/** The roles that services define, and those of the organization itself, for reading: whoever holds them. */
import type { OrganizationRoles, Service } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import type { RoleGroup } from '../api-tokens/scopes/choice.ts'
import { Lines } from '../frame/lines.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { RoleList } from '../roles/role-list.tsx'
import { definitionsQuery, organizationRolesQuery } from './custom-role-queries.ts'
import classes from './roles-page.module.css'

export function OtherRoles({ organizationId }: { readonly organizationId: string }) {
  const own = useQuery(organizationRolesQuery(organizationId))
  const services = useQuery(definitionsQuery(organizationId))
  const error = own.error ?? services.error
  const isRead = own.data !== undefined && services.data !== undefined
  const retry = (): void => {
    void own.refetch()
    void services.refetch()
  }
  return (
    <section className={classes.section} aria-labelledby="other-roles">
      <h2 id="other-roles">Roles of the organization and of services</h2>
      <p className={classes.soft}>
        The organization’s are the same everywhere; a service defines its own. Both can be given as they are.
      </p>
      {error && !isRead && <ProblemState error={error} onRetry={retry} />}
      {!error && !isRead && <Lines count={6} label="Reading the roles" />}
      {own.data && services.data && <RoleList groups={groupsOf(own.data, services.data)} isOfAll />}
    </section>
  )
}

const NOT_HELD = { resource: null, startsAt: null, endsAt: null, group: null }

function groupsOf({ items }: OrganizationRoles, services: readonly Service[]): RoleGroup[] {
  const ofOrganization = {
    serviceId: null,
    displayName: 'Organization roles',
    roles: items.map((role) => ({ ...NOT_HELD, ...role })),
  }
  return [ofOrganization, ...services.filter(({ roles }) => roles.length > 0).map(groupOf)]
}

function groupOf({ id, displayName, roles, permissions }: Service): RoleGroup {
  const described = new Map(permissions.map((permission) => [permission.name, permission]))
  return {
    serviceId: id,
    displayName,
    roles: roles.map((role) => ({
      ...NOT_HELD,
      ...role,
      description: '',
      permissions: role.permissions.map((name) => described.get(name) ?? { name, description: '' }),
    })),
  }
}
