/** The whole of `/api/v1` on one screen. The server's routes, the OpenAPI document and the client are made from it. */
import Type from 'typebox'
import {
  ApiToken,
  ApiTokenEffectiveScope,
  ApiTokenPage,
  AuditEventPage,
  EditApiToken,
  GenerateApiToken,
  GeneratedApiToken,
  RefusedExchangePage,
  RegenerateApiToken,
  RevokeApiTokens,
  RevokePresentedApiToken,
  ValueId,
  RevokingOptions,
  Usage,
  UsageOptions,
} from './api-tokens.ts'
import { endpoint } from './endpoint.ts'
import { AddedGroupMembers, AddGroupMembers, EditGroup, Group, GroupMemberPage, GroupPage } from './groups.ts'
import { SetUp } from './installation.ts'
import { MailState } from './mail.ts'
import {
  AcceptAsNewPerson,
  AcceptSignedIn,
  AcceptedAsNewPerson,
  AcceptedSignedIn,
  Invitation,
  InvitationPage,
  Invite,
  LinkCode,
  LookedInvitation,
  SentInvitation,
  SentInvitations,
} from './invitations.ts'
import {
  EditManagedOrganization,
  EditOrganization,
  MadeOrganization,
  MakeOrganization,
  ManagedOrganization,
  ManagedOrganizationPage,
  Organization,
} from './organizations.ts'
import {
  LookAtPasswordReset,
  LookedPasswordReset,
  MadePasswordReset,
  UsePasswordReset,
} from './password-resets.ts'
import { Consequences, EditPerson, EditProfile, GivableRole, PeopleOptions, Person, User } from './people.ts'
import { Policies } from './policies.ts'
import { GiveRole, MyRoles, RoleName } from './roles.ts'
import { EffectiveScope, Scopes } from './scopes.ts'
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
} from './services.ts'
import { ActiveSession, ChangePassword, Password, Session, SignIn } from './sessions.ts'
import { ApiTokenId, SearchText, Strict, Uuid } from './text.ts'

const V1 = '/api/v1'
const ORGANIZATION = `${V1}/organizations/:organizationId` as const
const PEOPLE = `${ORGANIZATION}/people` as const
const PERSON = `${PEOPLE}/:userId` as const
const GROUPS = `${ORGANIZATION}/groups` as const
const GROUP = `${GROUPS}/:groupId` as const
const SERVICES = `${ORGANIZATION}/services` as const
const SERVICE = `${SERVICES}/:serviceId` as const
const API_TOKENS = `${ORGANIZATION}/api-tokens` as const
const API_TOKEN = `${API_TOKENS}/:apiTokenId` as const

const INVITATION = `${ORGANIZATION}/invitations/:invitationId` as const

const inOrganization = Strict({ organizationId: Uuid('The organization') })
const MANAGED = `${ORGANIZATION}/organizations` as const
const ofManaged = Strict({
  organizationId: Uuid('The home organization'),
  managedId: Uuid('The organization that is looked after'),
})
const ofPerson = Strict({ organizationId: Uuid('The organization'), userId: Uuid('The person') })
const ofGroup = Strict({ organizationId: Uuid('The organization'), groupId: Uuid('The group') })
const ofService = Strict({ organizationId: Uuid('The organization'), serviceId: ServiceId })
const ofApiToken = Strict({ organizationId: Uuid('The organization'), apiTokenId: ApiTokenId })
const ofInvitation = Strict({
  organizationId: Uuid('The organization'),
  invitationId: Uuid('The invitation'),
})
/** A part of a list, counted from its beginning. */
const PAGE = Strict({
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})
const paged = <Item extends Type.TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), total: Type.Integer() })
/** Each word is to be found, in any order, whatever the case and the accents. */
const SEARCH = Type.String({ maxLength: 100, default: '' })
const items = <Item extends Type.TSchema>(item: Item) => Type.Object({ items: Type.Array(item) })

export const showInstallation = endpoint({
  method: 'GET',
  path: `${V1}/installation`,
  summary: 'Whether the installation is set up',
  answer: Type.Object({ isSetUp: Type.Boolean() }),
})
export const setUpInstallation = endpoint({
  method: 'POST',
  path: `${V1}/installation`,
  summary: 'Set up the installation, with the code of the one-time link',
  body: SetUp,
  status: 201,
  answer: Session,
})

export const signIn = endpoint({
  method: 'POST',
  path: `${V1}/session`,
  summary: 'Sign in',
  body: SignIn,
  status: 201,
  answer: Session,
})
export const showSession = endpoint({
  method: 'GET',
  path: `${V1}/session`,
  summary: 'Who is signed in',
  answer: Session,
})
export const signOut = endpoint({ method: 'DELETE', path: `${V1}/session`, summary: 'Sign out', status: 204 })
export const reauthenticate = endpoint({
  method: 'POST',
  path: `${V1}/session/reauthentication`,
  summary: 'Give the password again',
  body: Strict({ password: Password }),
  answer: Session,
})
export const listSessions = endpoint({
  method: 'GET',
  path: `${V1}/sessions`,
  summary: 'Your active sessions',
  answer: items(ActiveSession),
})
export const endSession = endpoint({
  method: 'DELETE',
  path: `${V1}/sessions/:sessionId`,
  summary: 'End one of your sessions',
  params: Strict({ sessionId: Uuid('The session') }),
  status: 204,
})
export const endOtherSessions = endpoint({
  method: 'DELETE',
  path: `${V1}/sessions`,
  summary: 'End all your other sessions',
  answer: Type.Object({ ended: Type.Integer() }),
})
export const editProfile = endpoint({
  method: 'PATCH',
  path: `${V1}/account`,
  summary: 'Change your name',
  body: EditProfile,
  answer: User,
})
export const changePassword = endpoint({
  method: 'PUT',
  path: `${V1}/account/password`,
  summary: 'Change your password and end your other sessions',
  body: ChangePassword,
  status: 204,
})

export const listOrganizations = endpoint({
  method: 'GET',
  path: `${V1}/organizations`,
  summary: 'Your organizations',
  answer: items(Organization),
})
export const renameOrganization = endpoint({
  method: 'PATCH',
  path: ORGANIZATION,
  summary: 'Rename an organization, as its owner',
  params: inOrganization,
  body: EditOrganization,
  answer: Organization,
})
export const listManagedOrganizations = endpoint({
  method: 'GET',
  path: MANAGED,
  summary: 'All organizations of the installation by name, for its platform operators',
  params: Strict({ organizationId: Uuid('The home organization') }),
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: ManagedOrganizationPage,
})
export const makeOrganization = endpoint({
  method: 'POST',
  path: MANAGED,
  summary: 'Make an organization, as a platform operator',
  params: Strict({ organizationId: Uuid('The home organization') }),
  body: MakeOrganization,
  status: 201,
  answer: MadeOrganization,
})
export const showManagedOrganization = endpoint({
  method: 'GET',
  path: `${MANAGED}/:managedId`,
  summary: 'One of the organizations, for platform operators',
  params: ofManaged,
  answer: ManagedOrganization,
})
export const editManagedOrganization = endpoint({
  method: 'PATCH',
  path: `${MANAGED}/:managedId`,
  summary: 'Rename, suspend or reopen an organization, as a platform operator',
  params: ofManaged,
  body: EditManagedOrganization,
  answer: ManagedOrganization,
})
export const listInvitations = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/invitations`,
  summary: 'Who was invited to an organization, the last sent first',
  params: inOrganization,
  query: PAGE,
  answer: InvitationPage,
})
export const inviteMembers = endpoint({
  method: 'POST',
  path: `${ORGANIZATION}/invitations`,
  summary:
    'Invite people, each by a link of their own; an address with an open invitation gets this one in its place',
  params: inOrganization,
  body: Invite,
  status: 201,
  answer: SentInvitations,
})
export const sendInvitationAgain = endpoint({
  method: 'POST',
  path: `${INVITATION}/link`,
  summary: 'Send an invitation again, as its sender from now on: a new link; the old one is dead',
  params: ofInvitation,
  status: 201,
  answer: SentInvitation,
})
export const withdrawInvitation = endpoint({
  method: 'DELETE',
  path: INVITATION,
  summary: 'Withdraw an invitation',
  params: ofInvitation,
  answer: Invitation,
})
export const lookAtInvitation = endpoint({
  method: 'POST',
  path: `${V1}/invitations/look`,
  summary: 'What an invitation is, for whoever holds its link',
  body: Strict({ code: LinkCode }),
  answer: LookedInvitation,
  isRead: true,
})
export const acceptInvitation = endpoint({
  method: 'POST',
  path: `${V1}/invitations/acceptance`,
  summary: 'Accept an invitation with a new account',
  body: AcceptAsNewPerson,
  status: 201,
  answer: AcceptedAsNewPerson,
})
export const acceptInvitationSignedIn = endpoint({
  method: 'POST',
  path: `${V1}/invitations/acceptance/signed-in`,
  summary: 'Accept an invitation with the account that is signed in',
  body: AcceptSignedIn,
  status: 201,
  answer: AcceptedSignedIn,
})
export const makePasswordReset = endpoint({
  method: 'POST',
  path: `${PERSON}/password-reset`,
  summary: 'Make a one-time link with which a person chooses a new password, as an owner',
  params: ofPerson,
  status: 201,
  answer: MadePasswordReset,
})
export const lookAtPasswordReset = endpoint({
  method: 'POST',
  path: `${V1}/password-resets/look`,
  summary: 'Whose password a link changes, for whoever holds it',
  body: LookAtPasswordReset,
  answer: LookedPasswordReset,
  isRead: true,
})
export const usePasswordReset = endpoint({
  method: 'POST',
  path: `${V1}/password-resets/use`,
  summary: 'Choose a new password with the link, and end every session',
  body: UsePasswordReset,
  status: 204,
})
export const showPolicies = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/policies`,
  summary: 'An organization’s rules for its API tokens',
  params: inOrganization,
  answer: Policies,
})
export const editPolicies = endpoint({
  method: 'PATCH',
  path: `${ORGANIZATION}/policies`,
  summary: 'Change an organization’s rules for its API tokens, as its owner',
  params: inOrganization,
  body: Policies,
  answer: Policies,
})
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
export const showMailState = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/mail`,
  summary: 'Whether an organization’s mails arrive, for who manages its members',
  params: inOrganization,
  answer: MailState,
})
export const showMyRoles = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/my-roles`,
  summary: 'The roles you hold in an organization',
  params: inOrganization,
  answer: MyRoles,
  tellsOfCallerOnly: true,
})

export const listGroups = endpoint({
  method: 'GET',
  path: GROUPS,
  summary: 'The groups of an organization, by name',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, search: SEARCH }),
  answer: GroupPage,
})
export const createGroup = endpoint({
  method: 'POST',
  path: GROUPS,
  summary: 'Make a group',
  params: inOrganization,
  body: EditGroup,
  status: 201,
  answer: Group,
})
export const showGroup = endpoint({
  method: 'GET',
  path: GROUP,
  summary: 'A group and the roles it holds',
  params: ofGroup,
  answer: Group,
})
export const editGroup = endpoint({
  method: 'PUT',
  path: GROUP,
  summary: 'Rename a group, and say what it is for',
  params: ofGroup,
  body: EditGroup,
  answer: Group,
})
export const removeGroup = endpoint({
  method: 'DELETE',
  path: GROUP,
  summary: 'Remove a group; its members lose what only it gave them, at the next exchange',
  params: ofGroup,
  status: 204,
})
export const listGroupMembers = endpoint({
  method: 'GET',
  path: `${GROUP}/members`,
  summary: 'Who is in a group, by user name',
  params: ofGroup,
  query: PAGE,
  answer: GroupMemberPage,
})
export const addGroupMembers = endpoint({
  method: 'POST',
  path: `${GROUP}/members`,
  summary: 'Put people into a group, or change the period of those in it; nobody gives more than they hold',
  params: ofGroup,
  body: AddGroupMembers,
  answer: AddedGroupMembers,
})
export const removeGroupMember = endpoint({
  method: 'DELETE',
  path: `${GROUP}/members/:userId`,
  summary: 'Take somebody out of a group',
  params: Strict({ ...ofGroup.properties, userId: Uuid('The person') }),
  status: 204,
})
export const giveGroupRole = endpoint({
  method: 'PUT',
  path: `${GROUP}/roles`,
  summary: 'Give a group a role, or change its period; nobody gives more than they hold',
  params: ofGroup,
  body: GiveRole,
  answer: Group,
})
export const takeGroupRole = endpoint({
  method: 'POST',
  path: `${GROUP}/roles/removal`,
  summary: 'Take a role from a group',
  params: ofGroup,
  body: RoleName,
  answer: Group,
})
export const listServices = endpoint({
  method: 'GET',
  path: SERVICES,
  summary: 'The services that an organization has: its own, and those that it added',
  params: inOrganization,
  query: PAGE,
  answer: ServicePage,
})
export const showService = endpoint({
  method: 'GET',
  path: SERVICE,
  summary: 'A service with its roles and permissions',
  params: ofService,
  answer: Service,
})
export const registerService = endpoint({
  method: 'POST',
  path: SERVICES,
  summary: 'Register a service',
  params: inOrganization,
  body: RegisterService,
  status: 201,
  answer: Service,
})
export const changeService = endpoint({
  method: 'PUT',
  path: SERVICE,
  summary: 'Change a service: roles and permissions that are left out are removed',
  params: ofService,
  body: ChangeService,
  answer: Service,
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
})
export const offerService = endpoint({
  method: 'PUT',
  path: `${SERVICE}/offers`,
  summary: 'Offer a service to other organizations, as an owner: those left out lose it',
  params: ofService,
  body: ServiceOffers,
  answer: ServiceOffers,
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
  query: PAGE,
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

export const listApiTokens = endpoint({
  method: 'GET',
  path: API_TOKENS,
  summary: 'Your API tokens, newest first',
  params: inOrganization,
  query: PAGE,
  answer: ApiTokenPage,
})
export const generateApiToken = endpoint({
  method: 'POST',
  path: API_TOKENS,
  summary: 'Generate an API token',
  params: inOrganization,
  body: GenerateApiToken,
  status: 201,
  answer: GeneratedApiToken,
})
export const previewScopes = endpoint({
  method: 'POST',
  path: `${API_TOKENS}/preview`,
  summary: 'What a choice of scopes would be worth now',
  params: inOrganization,
  body: Strict({ scopes: Scopes }),
  answer: EffectiveScope,
  isRead: true,
})
export const showApiToken = endpoint({
  method: 'GET',
  path: API_TOKEN,
  summary: 'One of your API tokens',
  params: ofApiToken,
  answer: ApiToken,
})
export const editApiToken = endpoint({
  method: 'PATCH',
  path: API_TOKEN,
  summary: 'Rename an API token or change its reminder',
  params: ofApiToken,
  body: EditApiToken,
  answer: ApiToken,
})
export const showEffectiveScope = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/effective-scope`,
  summary: 'What an API token can do right now',
  params: ofApiToken,
  answer: ApiTokenEffectiveScope,
})
export const listApiTokenEvents = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/events`,
  summary: 'What was changed about an API token and with it, newest first',
  params: ofApiToken,
  query: PAGE,
  answer: AuditEventPage,
})
export const listRefusedExchanges = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/refused-exchanges`,
  summary: 'How often an API token was refused and why, by the hour, newest first; kept for 400 days',
  params: ofApiToken,
  query: PAGE,
  answer: RefusedExchangePage,
})
export const showApiTokenUsage = endpoint({
  method: 'GET',
  path: `${API_TOKEN}/usage`,
  summary: 'Successful exchanges of an API token, by day',
  params: ofApiToken,
  query: UsageOptions,
  answer: Usage,
})
export const regenerateApiToken = endpoint({
  method: 'POST',
  path: `${API_TOKEN}/value`,
  summary:
    'Regenerate an API token: a new value; the old one is dead at once, unless an overlap is asked for',
  params: ofApiToken,
  body: RegenerateApiToken,
  answer: GeneratedApiToken,
})
export const endOldValue = endpoint({
  method: 'DELETE',
  path: `${API_TOKEN}/values/:valueId`,
  summary: 'End the old value of an API token that was regenerated with an overlap',
  params: Strict({ ...ofApiToken.properties, valueId: ValueId('The `valueId` of the old value') }),
  answer: ApiToken,
})
export const revokeApiToken = endpoint({
  method: 'DELETE',
  path: API_TOKEN,
  summary: 'Revoke an API token, and those that were made with it',
  params: ofApiToken,
  query: RevokingOptions,
  answer: ApiToken,
})
export const revokeApiTokens = endpoint({
  method: 'POST',
  path: `${API_TOKENS}/revocations`,
  summary: 'Revoke several API tokens, all of them or none',
  params: inOrganization,
  body: RevokeApiTokens,
  answer: items(ApiToken),
})
export const revokePresentedApiToken = endpoint({
  method: 'POST',
  path: `${V1}/api-tokens/revocation`,
  summary:
    'Revoke the API token whose value is presented. The answer is the same for a value that is not known',
  body: RevokePresentedApiToken,
  status: 204,
})
export const revokeAllApiTokens = endpoint({
  method: 'DELETE',
  path: API_TOKENS,
  summary: 'Revoke all your API tokens in an organization',
  params: inOrganization,
  answer: Type.Object({ revoked: Type.Integer() }),
})
