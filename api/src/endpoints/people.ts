/** The people of an organization and what they hold. */
import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import { Consequences, EditPerson, GivableRole, PeopleOptions, Person } from '../people.ts'
import { GiveRole, RoleName } from '../roles.ts'
import { SearchText, Strict } from '../text.ts'
import { ORGANIZATION, PERSON, inOrganization, ofPerson, PAGE } from './shared.ts'

const PEOPLE = `${ORGANIZATION}/people` as const
const paged = <Item extends Type.TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), total: Type.Integer() })

export const listPeople = endpoint({
  method: 'GET',
  path: PEOPLE,
  summary: 'The people of an organization, with what they hold',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, ...PeopleOptions.properties }),
  answer: paged(Person),
})
export const showPerson = endpoint({
  method: 'GET',
  path: PERSON,
  summary: 'One person of an organization',
  params: ofPerson,
  answer: Person,
})
export const editPerson = endpoint({
  method: 'PATCH',
  path: PERSON,
  summary: 'Keep a person from acting in an organization, or let them again',
  params: ofPerson,
  body: EditPerson,
  answer: Person,
})
export const removePerson = endpoint({
  method: 'DELETE',
  path: PERSON,
  summary: 'Remove a person from an organization, and revoke their API tokens in it; yourself: leave it',
  params: ofPerson,
  status: 204,
})
export const showConsequences = endpoint({
  method: 'GET',
  path: `${PERSON}/consequences`,
  summary: 'What stops when a person is disabled or removed',
  params: ofPerson,
  query: PAGE,
  answer: Consequences,
})
export const endCredentials = endpoint({
  method: 'DELETE',
  path: `${PERSON}/credentials`,
  summary: 'Revoke all API tokens of a person in an organization, and sign them out everywhere',
  params: ofPerson,
  answer: Type.Object({ apiTokens: Type.Integer(), sessions: Type.Integer() }),
})
export const giveRole = endpoint({
  method: 'POST',
  path: `${PERSON}/roles`,
  summary: 'Give a person a role',
  params: ofPerson,
  body: GiveRole,
  answer: Person,
})
export const changeRolePeriod = endpoint({
  method: 'PUT',
  path: `${PERSON}/roles`,
  summary: 'Change from when and until when a person has a role',
  params: ofPerson,
  body: GiveRole,
  answer: Person,
})
export const takeRole = endpoint({
  method: 'POST',
  path: `${PERSON}/roles/removals`,
  summary: 'Take a role away from a person',
  params: ofPerson,
  body: RoleName,
  answer: Person,
})
export const listGivableRoles = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/givable-roles`,
  summary: 'The roles that you may give somebody in an organization',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: paged(GivableRole),
})
