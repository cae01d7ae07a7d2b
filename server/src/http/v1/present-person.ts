/** A person as those who look after the organization see them. */
import type { Consequences, Person } from '@countersign/api'
import type { Consequences as Stopping } from '../../actions/people/show-consequences.ts'
import { mayTouch } from '../../actions/people/touched-person.ts'
import type { Caller } from '../../domain/caller.ts'
import { toRfc3339, toRfc3339OrNull, type Instant } from '../../domain/instant.ts'
import { givenRoles, type GivenRole, type Person as Somebody } from '../../domain/person.ts'
import { presentAssignedRole, presentUser } from './presenters.ts'

const presentRole = (role: GivenRole) => ({ ...presentAssignedRole(role), group: role.group })

export const presentPerson = (person: Somebody, caller: Caller, now: Instant): Person => ({
  user: presentUser(person.user),
  state: person.disabledAt === null ? 'active' : 'disabled',
  joinedAt: toRfc3339(person.joinedAt),
  disabledAt: toRfc3339OrNull(person.disabledAt),
  lastSignedInAt: toRfc3339OrNull(person.lastSignedInAt),
  apiTokens: person.apiTokens,
  roles: givenRoles(person.roles, now).map(presentRole),
  groups: person.groups.map(({ id, displayName, startsAt, endsAt }) => ({
    ...{ id, displayName },
    startsAt: toRfc3339OrNull(startsAt),
    endsAt: toRfc3339OrNull(endsAt),
  })),
  mayChange: mayTouch(caller, person),
})

export const presentConsequences = ({ apiTokens, roles, groups, oauthApps }: Stopping): Consequences => ({
  apiTokens: {
    items: apiTokens.items.map(({ id, name, lastUsedAt, expiresAt }) => ({
      id,
      name,
      lastUsedAt: toRfc3339OrNull(lastUsedAt),
      expiresAt: toRfc3339OrNull(expiresAt),
    })),
    total: apiTokens.total,
  },
  roles,
  groups,
  oauthApps,
})
