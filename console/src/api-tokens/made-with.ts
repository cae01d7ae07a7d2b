/** Which API tokens were generated with which. Pure: sees only those it is given. */
import type { ApiToken } from '@countersign/api'

/** What was generated with those, with what these generated, and so on: all that is not revoked, and none of themselves. */
export function madeWith(makers: readonly ApiToken[], all: readonly ApiToken[]): ApiToken[] {
  const children = Map.groupBy(all, (token) => token.madeWith)
  const seen = new Set(makers.map(({ id }) => id))
  const made: ApiToken[] = []
  for (const queue = [...seen]; queue.length > 0;) {
    for (const child of children.get(queue.pop()!) ?? []) {
      if (seen.has(child.id)) continue
      seen.add(child.id)
      queue.push(child.id)
      if (child.state !== 'revoked') made.push(child)
    }
  }
  return made
}
