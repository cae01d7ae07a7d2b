/**
 * What two texts have in common when neither case, accents nor width count. Without the reader's locale: a Turkish or
 * Azeri browser makes another letter of every "I".
 */
const ALIKE: Readonly<Record<string, string>> = { ı: 'i', ß: 'ss', ς: 'σ' }

export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ıßς]/g, (letter) => ALIKE[letter]!)

/** The words of a search, each to be found. */
export const searchWords = (search: string): string[] => folded(search).split(/\s+/).filter(Boolean)
