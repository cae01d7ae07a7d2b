/** Groups of the organization, who is in them, and what they hold. */
import { changeGroup, createGroup, removeGroup } from '../../actions/groups/edit-groups.ts'
import { addGroupMembers, removeGroupMembers, type Done } from '../../actions/groups/group-members.ts'
import { findGroup, listGroupMembers, listGroups } from '../../actions/groups/list-groups.ts'
import { roleChangesFrom, rolesToBeginWith } from './asked-roles.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { givenMembers } from './given-members.ts'
import { bodyFields, queryFields, searchTermIn, type Fields } from './lenient-body.ts'
import { idIn, namesIn } from './named-people.ts'
import { pageOf, paged } from './pages.ts'
import { presentGroup } from './present-groups.ts'
import { presentUser } from './presenters.ts'

const MOST_FOUND = 20
const { text } = givenMembers('request_invalid', { items: 0, characters: 400 })

const idOf = ({ request }: Parameters<CompatibleHandler>[0]): string =>
  (request.params as { group: string }).group

export const groupsOfOrganization: CompatibleHandler = async ({ needs, caller, request }) => {
  const page = pageOf(queryFields(request))
  const { items, total } = await listGroups(needs, caller, '', page)
  return paged(`/orgs/${caller.organization.id}/groups`, page, { items: items.map(presentGroup), total })
}

export const searchGroups: CompatibleHandler = async ({ needs, caller, request }) => {
  const term = searchTermIn(queryFields(request), 'groupSearchTerm')
  const { items } = await listGroups(needs, caller, term, { offset: 0, limit: MOST_FOUND })
  return { totalResults: items.length, results: items.map(presentGroup) }
}

export const group: CompatibleHandler = async (asked) =>
  presentGroup(await findGroup(asked.needs, asked.caller, idOf(asked)))

export const createGroupHandler: CompatibleHandler = async ({ needs, caller, request }) => {
  const body = bodyFields(request)
  const words = { displayName: '', ...wordsIn(body) }
  return presentGroup(await createGroup(needs, caller, words, rolesToBeginWith(body, 'serviceRoles')))
}

export const changeGroupHandler: CompatibleHandler = async (asked) => {
  const { needs, caller, request } = asked
  const body = bodyFields(request)
  await changeGroup(needs, caller, idOf(asked), { words: wordsIn(body), ...roleChangesFrom(body) })
  return presentGroup(await findGroup(needs, caller, idOf(asked)))
}

export const removeGroupHandler: CompatibleHandler = async (asked) => {
  await removeGroup(asked.needs, asked.caller, idOf(asked))
  return {}
}

export const usersOfGroup: CompatibleHandler = async (asked) => {
  const { needs, caller, request } = asked
  const page = pageOf(queryFields(request))
  const { items, total } = await listGroupMembers(needs, caller, idOf(asked), '', page)
  const users = items.map((member) => presentUser(member.user, caller.organization))
  const path = `/orgs/${caller.organization.id}/groups/${idOf(asked)}/users`
  return paged(path, page, { items: users, total })
}

export const addGroupUsers: CompatibleHandler = async (asked) => {
  const { needs, caller, request } = asked
  const names = namesIn(bodyFields(request), 'usernamesToAdd').map((name) => idIn(name, caller.user))
  return done(await addGroupMembers(needs, caller, idOf(asked), names, FOR_GOOD))
}

export const removeGroupUsers: CompatibleHandler = async (asked) => {
  const { needs, caller, request } = asked
  const given = namesIn(bodyFields(request), 'ids', 'usernames', 'usernamesToRemove')
  const names = given.map((name) => idIn(name, caller.user))
  return done(await removeGroupMembers(needs, caller, idOf(asked), names))
}

const FOR_GOOD = { startsAt: null, endsAt: null }

const done = ({ succeeded, failed }: Done) => ({ succeeded, failed: failed.map(({ name }) => name) })

/** Those that were sent. An empty description is one. */
function wordsIn(body: Fields): { displayName?: string; description?: string } {
  const { displayName, description } = body
  return {
    ...(displayName !== undefined && { displayName: text(displayName, 'displayName') }),
    ...(description !== undefined && {
      description: description === null || description === '' ? '' : text(description, 'description'),
    }),
  }
}
