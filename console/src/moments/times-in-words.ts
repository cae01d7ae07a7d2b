/** What happened, and how often of one hour, before where the last came from. */
export const timesInWords = (words: string, times: number): string =>
  times === 1 ? words : `${words}: ${times} times within an hour, the last`
