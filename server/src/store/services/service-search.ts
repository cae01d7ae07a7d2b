/** What a service is found by: its name, what it is called and what it is, kept as one folded text. */
import type { Service } from '../../domain/service.ts'
import { foldedForSearch } from '../../domain/search.ts'

type Searched = Pick<Service, 'name' | 'displayName' | 'description'>

/** A word of a search never reaches from one line into the next. */
export const serviceSearchText = ({ name, displayName, description }: Searched): string =>
  foldedForSearch([name, displayName, description ?? ''].join('\n'))
