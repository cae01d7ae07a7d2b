/** A long list part by part, the next one when it is asked for. */
export const PART = 10

export type Part<Item> = { readonly items: readonly Item[]; readonly total: number }

export const isMore = <Item>(last: Part<Item>, parts: readonly Part<Item>[]): number | undefined => {
  const seen = parts.reduce((sum, { items }) => sum + items.length, 0)
  return last.items.length > 0 && seen < last.total ? seen : undefined
}
