/** What somebody may do with the services of an organization. */
import type { Organization } from '@countersign/api'

export const rightsIn = ({ permissions }: Pick<Organization, 'permissions'>) => ({
  mayManage: permissions.includes('services.manage'),
  /** An owner's alone; so is the right to manage the organization. */
  mayOffer: permissions.includes('services.manage') && permissions.includes('organization.manage'),
})
