/** The organizations of the installation, for who looks after them. */
import type { ManagedOrganization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Needs } from '../needs.ts'
import type { Operator } from './operators.ts'

export const listManagedOrganizations = (
  { store }: Pick<Needs, 'store'>,
  _operator: Operator,
  page: Page,
  search?: string,
): Promise<Paged<ManagedOrganization>> => store.organizations.listManaged(page, search)

export async function showManagedOrganization(
  { store }: Pick<Needs, 'store'>,
  _operator: Operator,
  id: string,
): Promise<ManagedOrganization> {
  const organization = await store.organizations.findManaged(id)
  if (organization === undefined) throw new Refusal('not_found')
  return organization
}
