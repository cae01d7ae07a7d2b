/** What an organization is found by: its name and what it is called, kept as one folded text. */
import type { Organization } from '../../domain/organization.ts'
import { foldedForSearch } from '../../domain/search.ts'

/** A word of a search never reaches from one line into the next. */
export const organizationSearchText = ({ name, displayName }: Pick<Organization, 'name' | 'displayName'>) =>
  foldedForSearch(`${name}\n${displayName}`)
