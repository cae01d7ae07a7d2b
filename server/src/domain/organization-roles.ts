/** The organization roles and what each permits inside Countersign itself. Services define their own roles. */
export const ORGANIZATION_PERMISSIONS = {
  'organizations.manage': 'Make, rename, suspend and reopen organizations',
  'organization.read': 'See the organization',
  'organization.manage': 'Change the organization and its policies',
  'members.read': 'See the members and their roles',
  'members.manage': 'Invite and remove members, assign roles',
  'services.read': 'See the registered services',
  'services.manage': 'Register services, their roles and permissions',
  'api-tokens.read': 'See every API token of the organization',
  'api-tokens.manage': 'Deactivate and revoke any API token of the organization',
  'oauth-apps.read': 'See the OAuth apps of the organization',
  'oauth-apps.manage': 'Make, change and remove OAuth apps, and their secrets',
  'ssf.read': 'Receive the security events of the organization',
  'ssf.manage': 'Make, change and remove its streams of security events',
  'audit.read': 'Read and export the audit log',
  'billing.read': 'See billing',
  'software.install': 'Install and update software',
  'support.request': 'Open and follow support requests',
} as const
export type OrganizationPermission = keyof typeof ORGANIZATION_PERMISSIONS

type OrganizationRole = {
  readonly displayName: string
  readonly description: string
  readonly permissions: readonly OrganizationPermission[]
}

/** What an owner may do in every organization: all but what is the home organization's alone. */
const OWNERS = (Object.keys(ORGANIZATION_PERMISSIONS) as OrganizationPermission[]).filter(
  (name) => name !== 'organizations.manage',
)

export const ORGANIZATION_ROLES = {
  org_owner: {
    displayName: 'Organization owner',
    description: 'Everything in the organization, its owners included',
    permissions: OWNERS,
  },
  org_admin: {
    displayName: 'Organization administrator',
    description: 'Members, services and API tokens of the organization',
    permissions: [
      'organization.read',
      'members.read',
      'members.manage',
      'services.read',
      'services.manage',
      'api-tokens.read',
      'api-tokens.manage',
      'oauth-apps.read',
    ],
  },
  org_member: {
    displayName: 'Organization member',
    description: 'Belongs to the organization and uses its services',
    permissions: ['organization.read', 'services.read'],
  },
  support_user: {
    displayName: 'Support user',
    description: 'Opens and follows support requests',
    permissions: ['organization.read', 'support.request'],
  },
  developer: {
    displayName: 'Developer',
    description: 'Builds against the services of the organization, and looks after its OAuth apps',
    permissions: ['organization.read', 'services.read', 'oauth-apps.read', 'oauth-apps.manage'],
  },
  event_receiver: {
    displayName: 'Event receiver',
    description: 'Receives security events of the organization: for an OAuth app that is a machine',
    permissions: ['ssf.read', 'ssf.manage'],
  },
  billing_read_only: {
    displayName: 'Billing reader',
    description: 'Sees billing',
    permissions: ['organization.read', 'billing.read'],
  },
  access_log_auditor: {
    displayName: 'Access log auditor',
    description: 'Reads and exports the audit log',
    permissions: ['organization.read', 'audit.read'],
  },
  software_installer: {
    displayName: 'Software installer',
    description: 'Installs and updates software',
    permissions: ['organization.read', 'software.install'],
  },
  platform_operator: {
    displayName: 'Platform operator',
    description: 'Makes, renames, suspends and reopens the organizations of this installation',
    permissions: ['organization.read', 'organizations.manage'],
  },
} as const satisfies Record<string, OrganizationRole>

/** Given to persons one by one, so that it is always known who holds them: never a group's. */
export const isNamedOnly = (name: string): boolean => name === 'org_owner' || name === 'platform_operator'

/** Whether the role can be held there: one is the home organization's alone. */
export const existsIn = (name: string, { isHome }: { readonly isHome: boolean }): boolean =>
  isOrganizationRole(name) && (isHome || name !== 'platform_operator')

export type OrganizationRoleName = keyof typeof ORGANIZATION_ROLES

export const isOrganizationRole = (name: string): name is OrganizationRoleName =>
  Object.hasOwn(ORGANIZATION_ROLES, name)

/** An organization role by name, undefined for a name that is none. */
export const organizationRole = (name: string): OrganizationRole | undefined =>
  isOrganizationRole(name) ? ORGANIZATION_ROLES[name] : undefined
