/** What a person is found by: user name, names and e-mail address, kept as one folded text. */
import { sql, type RawBuilder } from 'kysely'
import { foldedForSearch, searchWords } from '../../domain/search.ts'
import type { User } from '../../domain/user.ts'

type Searched = Pick<User, 'username' | 'firstName' | 'lastName' | 'email'>

/** A word of a search never reaches from one line into the next. */
export const searchTextOf = ({ username, firstName, lastName, email }: Searched): string =>
  foldedForSearch([username, firstName, lastName, email].join('\n'))

/** Whether a folded text has every word of the search, in any order, taken literally. */
export const hasWords = (column: string, search: string): RawBuilder<boolean> => {
  const words = searchWords(search).map((word) => `%${word.replaceAll(/[!%_]/g, '!$&')}%`)
  const conditions = words.map((pattern) => sql`${sql.ref(column)} like ${pattern} escape '!'`)
  return conditions.length === 0 ? sql`1 = 1` : sql`(${sql.join(conditions, sql` and `)})`
}

export const isFoundBy = (search: string): RawBuilder<boolean> => hasWords('users.search_text', search)
