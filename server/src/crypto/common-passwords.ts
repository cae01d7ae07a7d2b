/**
 * What is guessed first: the passwords that are common, with how common they are, and the keys that lie side by side.
 * Read when a password is first set: it takes 20 MB, which most processes never need.
 */
export type Common = {
  /** How many are more common; undefined for one that is not in the list. In lower case. */
  readonly rankOf: (word: string) => number | undefined
  /** Whether on some keyboard the two keys are neighbours, with or without shift. */
  readonly areNeighbours: (one: string, other: string) => boolean
}

let read: Promise<Common> | undefined

export const commonPasswords = (): Promise<Common> =>
  (read ??= import('@zxcvbn-ts/language-common').then(({ dictionary, adjacencyGraphs }) => {
    const ranks = new Map(dictionary['passwords-common'].map((word, rank) => [word, rank]))
    const { qwerty, qwertz, azerty, keypad } = adjacencyGraphs
    const boards = [qwerty, qwertz, azerty, keypad] as readonly Readonly<
      Record<string, readonly (string | null)[] | undefined>
    >[]
    return {
      rankOf: (word) => ranks.get(word),
      areNeighbours: (one, other) =>
        boards.some((board) => board[one]?.some((keys) => keys?.includes(other)) ?? false),
    }
  }))
