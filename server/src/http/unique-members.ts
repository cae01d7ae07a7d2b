/**
 * Tells JSON that names a member twice: readers disagree about which one counts, and one of them may be the narrower.
 * Looks at names only; what is valid is decided elsewhere.
 */

/** @param text the valid JSON that `value` was parsed from */
export const namesMemberTwice = (text: string, value: unknown): boolean =>
  countNames(text) !== countMembers(value)

/**
 * In valid JSON every colon outside a string ends a member's name. The parser keeps one member of each name, so more
 * colons than members means that a name came twice, however it was spelled (`"a"` and `"\u0061"`).
 */
function countNames(text: string): number {
  let names = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === COLON) names++
    if (code !== QUOTE) continue
    while (text.charCodeAt(++at) !== QUOTE) if (text.charCodeAt(at) === BACKSLASH) at++
  }
  return names
}
const COLON = 0x3a
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Without recursion: JSON may be nested as deeply as a body is long. */
function countMembers(value: unknown): number {
  let members = 0
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    const held: unknown[] = Array.isArray(next) ? next : Object.values(next)
    if (held !== next) members += held.length
    for (const inner of held) open.push(inner)
  }
  return members
}
