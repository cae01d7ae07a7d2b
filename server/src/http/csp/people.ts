/** What people of the organization hold, and who is removed from it. */
import { changeRoles } from '../../actions/people/change-roles.ts'
import { removePeople } from '../../actions/people/remove-people.ts'
import { heldAt } from '../../domain/held-role.ts'
import { roleChangesFrom } from './asked-roles.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { bodyFields } from './lenient-body.ts'
import { idIn, namesIn } from './named-people.ts'
import { presentMember } from './presenters.ts'

export const changeUserRoles: CompatibleHandler = async ({ needs, caller, request }) => {
  const { person } = request.params as { person: string }
  const changes = roleChangesFrom(bodyFields(request))
  const { user, roles } = await changeRoles(needs, caller, idIn(person, caller.user), changes)
  return presentMember({ user, roles: heldAt(roles, needs.now()) }, caller.organization)
}

export const removeUsers: CompatibleHandler = async ({ needs, caller, request }) => {
  const given = namesIn(bodyFields(request), 'ids', 'usernames')
  const asked = given.map((name) => idIn(name, caller.user))
  const { succeeded, failed } = await removePeople(needs, caller, asked)
  const asGiven = (names: readonly string[]): string[] =>
    given.filter((name, at) => names.includes(asked[at]!) && given.indexOf(name) === at)
  return { succeeded: asGiven(succeeded), failed: asGiven(failed) }
}
