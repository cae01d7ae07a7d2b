/** What is different between two versions of what is edited, part by part. Pure. */

/** A part is a text, or a set of names. */
export type Parts = Readonly<Record<string, string | readonly string[]>>

export type Difference =
  | { readonly part: string; readonly now: string }
  | { readonly part: string; readonly added: readonly string[]; readonly removed: readonly string[] }

export const differencesOf = (before: Parts, now: Parts): Difference[] =>
  Object.entries(now).flatMap(([part, present]): Difference[] => {
    const former = before[part]
    if (former === undefined) return []
    if (typeof present === 'string') return present === former ? [] : [{ part, now: present }]
    const [had, has] = [new Set(former), new Set(present)]
    const added = present.filter((name) => !had.has(name))
    const removed = [...had].filter((name) => !has.has(name))
    return added.length + removed.length === 0 ? [] : [{ part, added, removed }]
  })
