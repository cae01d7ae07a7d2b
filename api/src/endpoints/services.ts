/** Registering services, offering them, adding those of others. */
import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import {
  AddService,
  ChangeService,
  PreviewService,
  RegisterService,
  Service,
  ServiceId,
  ServiceLosses,
  ServiceOffers,
  ServicePage,
} from '../services.ts'
import { SearchText, Strict, Uuid } from '../text.ts'
import { ORGANIZATION, inOrganization, PAGE } from './shared.ts'

const SERVICES = `${ORGANIZATION}/services` as const
const SERVICE = `${SERVICES}/:serviceId` as const
const FOUND = Strict({ ...PAGE.properties, search: Type.Optional(SearchText) })
const DEFINITION = ['displayName', 'description', 'roles', 'permissions'] as const
const OFFERS = ['toAll', 'organizationIds'] as const
const ofService = Strict({ organizationId: Uuid('The organization'), serviceId: ServiceId })

export const listServices = endpoint({
  method: 'GET',
  path: SERVICES,
  summary: 'The services that an organization has: its own, and those that it added',
  params: inOrganization,
  query: FOUND,
  answer: ServicePage,
})
export const showService = endpoint({
  method: 'GET',
  path: SERVICE,
  summary: 'A service with its roles and permissions',
  params: ofService,
  answer: Service,
  editable: DEFINITION,
})
export const registerService = endpoint({
  method: 'POST',
  path: SERVICES,
  summary: 'Register a service',
  params: inOrganization,
  body: RegisterService,
  status: 201,
  answer: Service,
  editable: DEFINITION,
})
export const changeService = endpoint({
  method: 'PUT',
  path: SERVICE,
  summary: 'Change a service: roles and permissions that are left out are removed',
  params: ofService,
  body: ChangeService,
  answer: Service,
  editable: DEFINITION,
})
export const previewService = endpoint({
  method: 'POST',
  path: `${SERVICE}/preview`,
  summary: 'Who and which API tokens would lose something by a change or a removal of a service',
  params: ofService,
  body: PreviewService,
  answer: ServiceLosses,
  isRead: true,
})
export const removeService = endpoint({
  method: 'DELETE',
  path: SERVICE,
  summary: 'Remove a service, with every role that is held of it',
  params: ofService,
  status: 204,
})
export const showServiceOffers = endpoint({
  method: 'GET',
  path: `${SERVICE}/offers`,
  summary: 'The organizations that a service is offered to',
  params: ofService,
  answer: ServiceOffers,
  editable: OFFERS,
})
export const offerService = endpoint({
  method: 'PUT',
  path: `${SERVICE}/offers`,
  summary: 'Offer a service to other organizations, as an owner: those left out lose it',
  params: ofService,
  body: ServiceOffers,
  answer: ServiceOffers,
  editable: OFFERS,
})
export const previewServiceOffers = endpoint({
  method: 'POST',
  path: `${SERVICE}/offers/preview`,
  summary: 'How many would lose a service by other offers',
  params: ofService,
  body: ServiceOffers,
  answer: ServiceLosses,
  isRead: true,
})
export const listServiceCatalogue = endpoint({
  method: 'GET',
  path: `${SERVICES}/catalogue`,
  summary: 'Services that others offer to an organization and it has not added',
  params: inOrganization,
  query: FOUND,
  answer: ServicePage,
})
export const addService = endpoint({
  method: 'POST',
  path: `${SERVICES}/added`,
  summary: 'Add a service that another organization offers',
  params: inOrganization,
  body: AddService,
  status: 201,
  answer: Service,
})
export const removeAddedService = endpoint({
  method: 'DELETE',
  path: `${SERVICES}/added/:serviceId`,
  summary: 'Remove a service that was added, with every role that is held of it here',
  params: ofService,
  status: 204,
})
