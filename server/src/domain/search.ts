/**
 * What two texts have in common when neither case, accents nor width count, as the console's search has it: a proof in
 * `e2e/console` compares the two. Only for finding; who is who is never decided by it. The database keeps texts folded
 * by this rule, so whoever changes it fills them again by a migration.
 */
const ALIKE: Readonly<Record<string, string>> = { ı: 'i', ß: 'ss', ς: 'σ' }

export const foldedForSearch = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ıßς]/g, (letter) => ALIKE[letter]!)

/** The words of a search, each to be found, in any order. */
export const searchWords = (search: string): string[] => foldedForSearch(search).split(/\s+/).filter(Boolean)
