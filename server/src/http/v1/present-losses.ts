/** What would be lost, as it is told before anything is. */
import type { Losses } from '@countersign/api'
import type { Losses as Found } from '../../actions/roles/losses.ts'
import { toRfc3339OrNull } from '../../domain/instant.ts'

export const presentLosses = ({ people, apiTokens, machines }: Found): Losses => ({
  people: { items: people.items.map((each) => ({ ...each, roles: [...each.roles] })), total: people.total },
  apiTokens: {
    items: apiTokens.items.map(({ lastUsedAt, ...token }) => ({
      ...token,
      lastUsedAt: toRfc3339OrNull(lastUsedAt),
    })),
    total: apiTokens.total,
  },
  machines: {
    items: machines.items.map(({ lastUsedAt, roles, ...machine }) => ({
      ...{ ...machine, roles: [...roles] },
      lastUsedAt: toRfc3339OrNull(lastUsedAt),
    })),
    total: machines.total,
  },
})
