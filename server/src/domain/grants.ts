/**
 * Rights, each once, found by what they are for. Looked up by place, kind and name instead of by a text made of all
 * three: making that text was most of what a large scope cost. Refuses more than it was made for.
 */
import { Refusal } from './refusal.ts'

/** A role or a permission, on one resource or (null) on all of them. */
export type Grant = {
  readonly kind: 'role' | 'permission'
  readonly serviceId: string | null
  readonly name: string
  readonly resource: string | null
}

/** What a grant is for, wherever it holds. */
export type Right = Omit<Grant, 'resource'>

export type Grants = {
  /** In the order they were added. */
  readonly list: readonly Grant[]
  add(grant: Grant): void
  /** The resources a right holds on, null among them when it holds on every one; undefined when it is not there. */
  resourcesOf(right: Right): ReadonlySet<string | null> | undefined
}

/** More than this and an exchange would hold everyone up. */
export const MOST_GRANTS = 10_000

export function createGrants(most = Infinity): Grants {
  const list: Grant[] = []
  const places = new Map<string | null, Record<Grant['kind'], Map<string, Set<string | null>>>>()
  return {
    list,
    add(grant) {
      const { kind, serviceId, name, resource } = grant
      let place = places.get(serviceId)
      if (place === undefined) places.set(serviceId, (place = { role: new Map(), permission: new Map() }))
      const resources = place[kind].get(name)
      if (resources === undefined) place[kind].set(name, new Set([resource]))
      else if (resources.has(resource)) return
      else resources.add(resource)
      if (list.push(grant) > most) throw tooMany(most)
    },
    resourcesOf: ({ kind, serviceId, name }) => places.get(serviceId)?.[kind].get(name),
  }
}

export function grantsOut(of: Iterable<Grant>): Grants {
  const grants = createGrants()
  for (const grant of of) grants.add(grant)
  return grants
}

const tooMany = (most: number): Refusal =>
  new Refusal('scope_invalid', {
    detail: `These scopes are worth more than ${most} rights, counting each on each resource. Choose fewer, or several API tokens.`,
  })
