/** Paths, parameters and lists that the endpoints of several capabilities have in common. */
import Type from 'typebox'
import { Strict, Uuid } from '../text.ts'

export const V1 = '/api/v1'
export const ORGANIZATION = `${V1}/organizations/:organizationId` as const

export const PERSON = `${ORGANIZATION}/people/:userId` as const
export const inOrganization = Strict({ organizationId: Uuid('The organization') })
export const ofPerson = Strict({ organizationId: Uuid('The organization'), userId: Uuid('The person') })
/** A part of a list, counted from its beginning. */
export const PAGE = Strict({
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})
export const items = <Item extends Type.TSchema>(item: Item) => Type.Object({ items: Type.Array(item) })
