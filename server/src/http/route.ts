/**
 * One row of the HTTP surface: what (the endpoint), who may (the kind of caller), and the one action it leads to.
 * A handler gets what its kind of caller promises and nothing else; it can't read a request that was not let in.
 */
import type { AnswerOf, BodyOf, Endpoint, ParamsOf, QueryOf } from '@countersign/api'
import type { Needs } from '../actions/needs.ts'
import type { NewSession } from '../actions/sessions/sign-in.ts'
import type { Origin } from '../domain/audit-event.ts'
import type { Caller, SignedIn } from '../domain/caller.ts'

/**
 * - `anyone`: nobody is asked who they are
 * - `signedIn`: a session, no access token
 * - `recentlySignedIn`: the same, and the password was given within 15 minutes
 * - `member`: a session or an access token, in the organization of the path
 * - `recentMember`: the same, and a session must have given the password within 15 minutes
 */
export type CallerKind = 'anyone' | 'signedIn' | 'recentlySignedIn' | 'member' | 'recentMember'

type CallerOf = {
  anyone: { readonly origin: Origin }
  signedIn: { readonly signedIn: SignedIn }
  recentlySignedIn: { readonly signedIn: SignedIn }
  member: { readonly caller: Caller }
  recentMember: { readonly caller: Caller }
}

/** What a handler may do to the browser's session cookie. */
export type SessionCookie = {
  /** As it came; nobody has looked whether it is good. */
  readonly presented: string | undefined
  /** The other cookie, the same way. */
  readonly deviceMarks: string | undefined
  set(session: NewSession): void
  clear(): void
}

type Request<Row extends Endpoint> = {
  readonly needs: Needs
  readonly params: ParamsOf<Row>
  readonly query: QueryOf<Row>
  readonly body: BodyOf<Row>
  readonly sessionCookie: SessionCookie
  /** How long ago the request arrived. */
  readonly msSinceAsked: () => number
}

type Heeding<Row extends Endpoint> = Row extends {
  readonly method: 'PUT'
  readonly editable: readonly string[]
}
  ? {
      /** Refuses when what is there now is not what the caller has read; without If-Match, all of it will do. */
      readonly refuseUnread: (present: AnswerOf<Row>) => void
    }
  : unknown

type Sent<Row extends Endpoint> = AnswerOf<Row> extends undefined ? void : AnswerOf<Row>

export type Handle<Row extends Endpoint, Kind extends CallerKind> = (
  request: Request<Row> & Heeding<Row> & CallerOf[Kind],
) => Promise<Sent<Row>>

export type Route = {
  readonly endpoint: Endpoint
  readonly caller: CallerKind
  readonly handle: (request: never) => Promise<unknown>
}

export const route = <Row extends Endpoint, Kind extends CallerKind>(
  endpoint: Row,
  caller: Kind,
  handle: Handle<Row, Kind>,
): Route => ({ endpoint, caller, handle })
