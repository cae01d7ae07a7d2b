/** The people of an organization: seeing them, what they hold, and what ends it. */
import { endpoints } from '@countersign/api'
import { setDisabled } from '../../actions/people/disable-person.ts'
import { endCredentials } from '../../actions/people/end-credentials.ts'
import { changeRolePeriod, giveRole, takeRole } from '../../actions/people/give-role.ts'
import { listGivableRoles } from '../../actions/people/list-givable-roles.ts'
import { listPeople, showPerson } from '../../actions/people/list-people.ts'
import { removePerson } from '../../actions/people/remove-person.ts'
import { showConsequences } from '../../actions/people/show-consequences.ts'
import { route } from '../route.ts'
import { askedRoleOf } from './asked-role.ts'
import { presentConsequences, presentPerson } from './present-person.ts'

export const peopleRoutes = [
  route(endpoints.listPeople, 'member', async ({ needs, caller, query }) => {
    const { offset, limit, role = null, state = null, search = '', sort } = query
    const page = { offset, limit }
    const { items, total } = await listPeople(needs, caller, { search, role, state, sort }, page)
    return { items: items.map((person) => presentPerson(person, caller, needs.now())), total }
  }),
  route(endpoints.listGivableRoles, 'member', async ({ needs, caller, query: { search = '', ...page } }) => {
    const { items, total } = await listGivableRoles(needs, caller, search, page)
    return { items: [...items], total }
  }),
  route(endpoints.showPerson, 'member', async ({ needs, caller, params }) =>
    presentPerson(await showPerson(needs, caller, params.userId), caller, needs.now()),
  ),
  route(endpoints.editPerson, 'recentMember', async ({ needs, caller, params, body }) =>
    presentPerson(await setDisabled(needs, caller, params.userId, body.isDisabled), caller, needs.now()),
  ),
  route(endpoints.removePerson, 'recentMember', ({ needs, caller, params }) =>
    removePerson(needs, caller, params.userId),
  ),
  route(endpoints.showConsequences, 'member', async ({ needs, caller, params, query }) =>
    presentConsequences(await showConsequences(needs, caller, params.userId, query)),
  ),
  route(endpoints.endCredentials, 'recentMember', ({ needs, caller, params }) =>
    endCredentials(needs, caller, params.userId),
  ),
  route(endpoints.giveRole, 'recentMember', async ({ needs, caller, params, body }) =>
    presentPerson(await giveRole(needs, caller, params.userId, askedRoleOf(body)), caller, needs.now()),
  ),
  route(endpoints.changeRolePeriod, 'recentMember', async ({ needs, caller, params, body }) =>
    presentPerson(
      await changeRolePeriod(needs, caller, params.userId, askedRoleOf(body)),
      caller,
      needs.now(),
    ),
  ),
  route(endpoints.takeRole, 'recentMember', async ({ needs, caller, params, body }) =>
    presentPerson(await takeRole(needs, caller, params.userId, body), caller, needs.now()),
  ),
]
