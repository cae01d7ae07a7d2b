/** Search parameters as plain text: `?name=123` is the text 123, not a number. */
export const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search))

export function stringifySearch(search: Record<string, unknown>): string {
  const texts = Object.entries(search).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const written = new URLSearchParams(texts).toString()
  return written === '' ? '' : `?${written}`
}

/** The parameters that a page knows; others are ignored. */
export const textsOf = <Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): { readonly [Key in Name]?: string } =>
  Object.fromEntries(
    names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
  ) as { readonly [Key in Name]?: string }
