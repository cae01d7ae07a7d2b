/** The organization of an access token and the people in it. */
import { listMembers, searchMembers } from '../../actions/people/list-members.ts'
import { Refusal } from '../../domain/refusal.ts'
import { COMPATIBLE_BASE } from '../well-known.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { queryFields, textField } from './lenient-body.ts'
import { presentMember, presentOrganization } from './presenters.ts'

const USUAL_PAGE = 20
const LARGEST_PAGE = 200
const LARGEST_START = 1_000_000_000

export const organization: CompatibleHandler = async ({ caller }) => presentOrganization(caller.organization)

export const users: CompatibleHandler = async ({ needs, caller, request }) => {
  const query = queryFields(request)
  const pageStart = wholeNumber(query['pageStart'], 'pageStart', 1, LARGEST_START)
  const pageLimit = wholeNumber(query['pageLimit'], 'pageLimit', USUAL_PAGE, LARGEST_PAGE)
  const { items, total } = await listMembers(needs, caller, { offset: pageStart - 1, limit: pageLimit })
  const link = (start: number): string =>
    `${COMPATIBLE_BASE}/v2/orgs/${caller.organization.id}/users?pageStart=${start}&pageLimit=${pageLimit}`
  return {
    totalResults: total,
    results: items.map((member) => presentMember(member, caller.organization)),
    nextLink: pageStart - 1 + items.length < total ? link(pageStart + pageLimit) : null,
    prevLink: pageStart > 1 ? link(Math.max(1, pageStart - pageLimit)) : null,
  }
}

export const searchUsers: CompatibleHandler = async ({ needs, caller, request }) => {
  const term = textField(queryFields(request), 'userSearchTerm')
  if (term === undefined || term.length > 100) {
    throw new Refusal('request_invalid', { detail: 'userSearchTerm must be 1 to 100 characters.' })
  }
  const found = await searchMembers(needs, caller, term)
  return {
    totalResults: found.length,
    results: found.map((member) => presentMember(member, caller.organization)),
  }
}

function wholeNumber(given: unknown, name: string, usual: number, largest: number): number {
  if (given === undefined || given === '') return usual
  const number = typeof given === 'string' && /^[0-9]{1,10}$/.test(given) ? Number(given) : 0
  if (number >= 1 && number <= largest) return number
  throw new Refusal('request_invalid', { detail: `${name} must be a whole number from 1 to ${largest}.` })
}
