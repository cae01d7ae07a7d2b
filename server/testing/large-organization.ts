/**
 * Makes Acme an organization of usual size: Lena, a member, holds every one of 5 roles in each of 30 services, and has
 * as many API tokens as asked for. Only through the actions and the HTTP interface, roles through the store.
 */
import type { GeneratedApiToken } from '@countersign/api'
import { addMember } from '../src/actions/people/add-member.ts'
import { registerService } from '../src/actions/services/register-service.ts'
import type { Service } from '../src/domain/service.ts'
import type { User } from '../src/domain/user.ts'
import { PASSWORD, type Acme } from './acme.ts'
import { sessionOf } from './people.ts'
import { generate } from './requests.ts'

export type LargeOrganization = {
  /** Signs in as `lena`, with the password of everybody in Acme. */
  readonly holder: User
  /** In the order of their display names. */
  readonly services: readonly Service[]
  /** The oldest first. */
  readonly apiTokens: readonly GeneratedApiToken[]
}

const SERVICES = [
  ...['Access Cards', 'Backup', 'Catalogue', 'Certificates', 'Cold Storage', 'Container Registry'],
  ...['Customer Records', 'Data Warehouse', 'Delivery Routes', 'Deployments', 'DNS', 'Feature Switches'],
  ...['Fleet', 'Fraud Signals', 'Incidents', 'Invoices', 'Job Scheduler', 'Key Vault'],
  ...['Label Printing', 'Load Balancers', 'Log Search', 'Mail Gateway', 'Metrics', 'Object Storage'],
  ...['Payments', 'Price Lists', 'Returns', 'Search Index', 'Tickets', 'Warehouse Robots'],
]

const PERMISSIONS = ['read', 'write', 'run', 'approve', 'delete']
const ROLES: Readonly<Record<string, readonly string[]>> = {
  Viewer: ['read'],
  Contributor: ['read', 'write'],
  Operator: ['read', 'run'],
  Approver: ['read', 'approve'],
  Administrator: PERMISSIONS,
}
const WORDS: Readonly<Record<string, string>> = {
  read: 'See everything in',
  write: 'Add and change entries of',
  run: 'Start and stop jobs of',
  approve: 'Approve what others asked for in',
  delete: 'Delete entries of',
}

export async function fillLargeOrganization(
  acme: Acme,
  { apiTokens = 0 }: { readonly apiTokens?: number } = {},
): Promise<LargeOrganization> {
  const { app, organization, clock } = acme
  const holder = await addMember(app.needs, organization.id, {
    username: 'lena',
    firstName: 'Lena',
    lastName: 'Example',
    email: 'lena@acme.example',
    password: PASSWORD,
  })
  const services: Service[] = []
  for (const displayName of SERVICES) {
    services.push(await registerService(app.needs, organization.id, definitionOf(displayName)))
  }
  await app.needs.store.change(async (tx) => {
    const always = { resource: null, startsAt: null, endsAt: null }
    const assignment = { organizationId: organization.id, userId: holder.id, ...always }
    for (const { id: serviceId, roles } of services) {
      for (const { name } of roles) {
        await tx.roles.assign({ ...assignment, serviceId, name, createdAt: clock.now })
      }
    }
    return { result: undefined, events: [] }
  })
  const made: GeneratedApiToken[] = []
  const session = await sessionOf(acme, holder)
  for (let at = 0; at < apiTokens; at += 1) {
    const service = services[at % services.length]!
    // Every tenth may do everything; the others are for one service.
    const scopes =
      at % 10 === 0 ? { allRoles: true } : { services: [{ serviceId: service.id, allRoles: true }] }
    made.push(await generate(acme, session, { name: `${service.displayName} on host ${at + 1}`, scopes }))
  }
  return { holder, services, apiTokens: made }
}

function definitionOf(displayName: string) {
  const name = displayName.toLowerCase().replaceAll(' ', '-')
  return {
    name,
    displayName,
    permissions: PERMISSIONS.map((permission) => ({
      name: `${name}:${permission}`,
      description: `${WORDS[permission]} ${displayName}`,
    })),
    roles: Object.entries(ROLES).map(([role, permissions]) => ({
      name: `${name}:${role.toLowerCase()}`,
      displayName: role,
      permissions: permissions.map((permission) => `${name}:${permission}`),
    })),
  }
}
