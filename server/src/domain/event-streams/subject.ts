/**
 * Whom an event is about (RFC 9493, SSF 1.0 section 3). Persons are the `sub` of their access tokens; an organization is a
 * tenant. A subject that a receiver does not want to hear of silences every event that has all of its members.
 */
import { Refusal } from '../refusal.ts'

export type Identifier =
  | { readonly format: 'iss_sub'; readonly iss: string; readonly sub: string }
  | { readonly format: 'opaque'; readonly id: string }

type Members = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export type Subject =
  | Identifier
  | {
      readonly format: 'complex'
      readonly user?: Identifier
      readonly tenant?: Identifier
      readonly session?: Identifier
      readonly application?: Identifier
    }

/** What RFC 9493 and SSF name, with the members that each has to have. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  account: ['uri'],
  did: ['url'],
  email: ['email'],
  iss_sub: ['iss', 'sub'],
  jwt_id: ['iss', 'jti'],
  opaque: ['id'],
  phone_number: ['phone_number'],
  saml_assertion_id: ['issuer', 'assertion_id'],
  uri: ['uri'],
}
const COMPLEX = ['user', 'device', 'session', 'application', 'tenant', 'org_unit', 'group']
const LONGEST_MEMBER = 500

/**
 * The members of a subject that a receiver named. A simple one is a user's.
 * @throws {Refusal} `request_invalid`
 */
export function membersOf(given: unknown): Members {
  if (!isObject(given)) throw wrong('subject must be an object with a format.')
  if (given['format'] !== 'complex') return { user: identifierOf(given, 'subject') }
  const { format: _, ...members } = given
  const names = Object.keys(members)
  if (names.length === 0 || names.length > COMPLEX.length || !names.every((name) => COMPLEX.includes(name)))
    throw wrong(`A complex subject has one or more of ${COMPLEX.join(', ')}.`)
  return Object.fromEntries(names.map((name) => [name, identifierOf(members[name], `subject.${name}`)]))
}

function identifierOf(given: unknown, where: string): Readonly<Record<string, string>> {
  const format = isObject(given) ? given['format'] : undefined
  const wanted = typeof format === 'string' && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined
  if (!isObject(given) || typeof format !== 'string' || wanted === undefined)
    throw wrong(`${where}.format must be one of ${Object.keys(FORMATS).join(', ')}.`)
  const values = wanted.map((name) => {
    const value = given[name]
    if (typeof value !== 'string' || value === '' || value.length > LONGEST_MEMBER)
      throw wrong(`${where}.${name} must be a text of 1 to ${LONGEST_MEMBER} characters.`)
    return [name, value] as const
  })
  return { format, ...Object.fromEntries(values) }
}

/** One spelling for each subject, whatever order its members were written in. */
export const subjectKey = (members: Members): string =>
  JSON.stringify(
    Object.keys(members)
      .toSorted()
      .map((name) => [
        name,
        Object.entries(members[name]!).toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ]),
  )

/** The keys of all subjects that would silence an event about this one. */
export function silencingKeys(subject: Subject): string[] {
  const members: Members =
    subject.format === 'complex'
      ? Object.fromEntries(Object.entries(subject).filter(([name]) => name !== 'format') as [string, never][])
      : { user: subject }
  const names = Object.keys(members)
  return Array.from({ length: 2 ** names.length - 1 }, (_, index) => {
    const chosen = names.filter((_name, bit) => ((index + 1) & (1 << bit)) !== 0)
    return subjectKey(Object.fromEntries(chosen.map((name) => [name, members[name]!])))
  })
}

const isObject = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

const wrong = (detail: string): Refusal =>
  new Refusal('request_invalid', { detail, fields: { subject: detail } })
