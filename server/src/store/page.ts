/** One page of a longer list, by its place in it. */
export type Page = { readonly offset: number; readonly limit: number }
export type Paged<Item> = { readonly items: readonly Item[]; readonly total: number }
