/** The e-mail addresses in a pasted list, and which lines have something wrong with them, before anything is sent. */
export type WrongLine = { readonly line: number; readonly reason: string }
export type Addresses = { readonly emails: readonly string[]; readonly wrong: readonly WrongLine[] }

/** The server's own rule is stricter in rare cases; it names what it refuses. */
const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/

/** As they come out of a mail or a table: many on a line, with or without names and brackets. */
export function addressesIn(text: string): Addresses {
  const emails = new Map<string, string>()
  const wrong: WrongLine[] = []
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    const candidates = content.split(/[\s,;<>]+/).filter((word) => word.includes('@'))
    if (candidates.length === 0) wrong.push({ line: index + 1, reason: 'there is no e-mail address.' })
    for (const word of candidates) {
      const email = word.replace(/^mailto:/i, '').replaceAll(/^["'(]+|["').:]+$/g, '')
      if (!ADDRESS.test(email) || email.length > 254)
        wrong.push({ line: index + 1, reason: `${email.slice(0, 60)} is no e-mail address.` })
      // Twice is once.
      else if (!emails.has(email.toLowerCase())) emails.set(email.toLowerCase(), email)
    }
  }
  return { emails: [...emails.values()], wrong }
}
