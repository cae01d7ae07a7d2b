/** Ids out of a pasted list, whatever stands between them, each once; and what in it is none. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MOST = 200

export function idsIn(pasted: string): { readonly ids: string[]; readonly problem: string | undefined } {
  const words = pasted
    .toLowerCase()
    .split(/[\s,;"'[\]]+/)
    .filter(Boolean)
  const ids = [...new Set(words)]
  const wrong = ids.find((word) => !ID.test(word))
  return { ids, problem: problemOf(ids.length, wrong) }
}

function problemOf(count: number, wrong: string | undefined): string | undefined {
  if (wrong !== undefined) return `“${wrong.slice(0, 60)}” is no id of an organization. Leave it out.`
  if (count > MOST)
    return `These are ${count}. A service is offered to ${MOST} at the most, or to every organization.`
  return undefined
}
