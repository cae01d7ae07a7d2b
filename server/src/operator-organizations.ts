/** What the operator does with organizations at the machine, beside a running server or without one. */
import {
  editManagedOrganization,
  type OrganizationEdit,
} from './actions/organizations/edit-managed-organization.ts'
import { invitationLink } from './actions/invitations/send-invitation.ts'
import { listManagedOrganizations } from './actions/organizations/list-managed-organizations.ts'
import { makeOrganization, type NewOrganization } from './actions/organizations/make-organization.ts'
import { operatorAtTheMachine } from './actions/organizations/operators.ts'
import type { Needs } from './actions/needs.ts'
import type { Config } from './config.ts'
import type { ManagedOrganization, Organization } from './domain/organization.ts'
import { Refusal } from './domain/refusal.ts'
import { atTheMachine, withInstallation } from './operator.ts'

export type ListedOrganization = ManagedOrganization & {
  /** For the first owner of a new one, who was named by an e-mail address. */
  readonly ownerLink?: string
}

const PAGE_SIZE = 200
const operator = () => operatorAtTheMachine(atTheMachine())

/** All of them, or those with these words in their names. */
export const listOrganizations = (config: Config, search: string): Promise<ListedOrganization[]> =>
  withInstallation(config, (needs) => everyOrganization(needs, search))

export async function everyOrganization(
  needs: Pick<Needs, 'store'>,
  search = '',
): Promise<ManagedOrganization[]> {
  const found: ManagedOrganization[] = []
  for (;;) {
    const page = { offset: found.length, limit: PAGE_SIZE }
    const { items, total } = await listManagedOrganizations(needs, operator(), page, search)
    found.push(...items)
    if (items.length === 0 || found.length >= total) return found
  }
}

export const addOrganization = (config: Config, asked: NewOrganization): Promise<ListedOrganization> =>
  withInstallation(config, async (needs) => {
    if (await needs.store.installation.hasOrganization()) {
      const { ownerCode, ...made } = await makeOrganization(needs, operator(), asked)
      return { ...made, ...(ownerCode && { ownerLink: invitationLink(needs.settings, ownerCode) }) }
    }
    throw new Refusal('request_invalid', {
      detail: 'The installation is not set up yet. "countersign setup" makes its first organization.',
    })
  })

export const changeOrganization = (
  config: Config,
  nameOrId: string,
  edit: OrganizationEdit,
): Promise<ListedOrganization> =>
  withInstallation(config, async (needs) =>
    editManagedOrganization(needs, operator(), (await organizationCalled(needs, nameOrId)).id, edit),
  )

/** By its short name or its id. */
export async function organizationCalled(
  { store }: Pick<Needs, 'store'>,
  nameOrId: string,
): Promise<Organization> {
  const found = (await store.organizations.findByName(nameOrId)) ?? (await store.organizations.find(nameOrId))
  if (found !== undefined) return found
  throw new Refusal('not_found', {
    detail: `There is no organization with the short name or the id ${nameOrId}. "countersign organizations list" shows them.`,
  })
}
