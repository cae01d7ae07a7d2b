/** Where to go after signing in: a path of this console only, whatever the link said. */

/** The path when it stays on this origin, `/` otherwise. */
export function safeReturnPath(asked: string | undefined): string {
  if (!asked?.startsWith('/') || /^\/[/\\]/.test(asked)) return '/'
  // The parser strips tabs and newlines and turns backslashes, so ask it rather than guess.
  const origin = 'https://console.invalid'
  const url = URL.canParse(asked, origin) ? new URL(asked, origin) : undefined
  if (url?.origin !== origin || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}
