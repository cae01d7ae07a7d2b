/**
 * An app asks that its person be signed out here too (OpenID Connect RP-Initiated Logout 1.0). Without a doubt only when it
 * shows an ID token of this very session; otherwise the person is asked. Nobody is sent anywhere that is not registered.
 */
import type { SignedIn } from '../../domain/caller.ts'
import { onlyOne, type Parameters } from '../../domain/oauth/authorization-request.ts'
import { clientIdOf } from '../../domain/oauth/client-url.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { subjectOf } from '../../domain/user.ts'
import type { Needs } from '../needs.ts'
import { findKnownClient } from './find-client.ts'

/** What is carried to the page that asks. */
export type LogoutRequest = {
  readonly clientId: string | null
  readonly redirectUri: string | null
  readonly state: string | null
  /** Of the ID token that was shown. */
  readonly hint: { readonly subject: string; readonly sessionId: string | null } | null
}

export type ReadLogout =
  | { readonly outcome: 'refused'; readonly detail: string }
  | { readonly outcome: 'asked'; readonly request: LogoutRequest }

const READ = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state'] as const
const LONGEST_STATE = 2048

export async function readLogout(
  needs: Pick<Needs, 'store' | 'keyring' | 'clientDocuments'>,
  parameters: Parameters,
): Promise<ReadLogout> {
  if (READ.some((name) => (parameters.get(name)?.length ?? 0) > 1)) return refused(TWICE)
  const get = (name: (typeof READ)[number]): string | undefined => onlyOne(parameters, name)
  const shown = get('id_token_hint')
  const hint = shown === undefined ? undefined : await needs.keyring.verify('JWT', shown, { evenEnded: true })
  if (shown !== undefined && hint === undefined) return refused(BAD_HINT)
  const clientId = get('client_id') ?? hint?.aud
  if (hint !== undefined && clientId !== hint.aud) return refused(BAD_HINT)
  const app = clientId === undefined ? undefined : (await findKnownClient(needs, clientId))?.app
  if (get('client_id') !== undefined && app === undefined) return refused(UNKNOWN)
  const redirectUri = get('post_logout_redirect_uri')
  if (redirectUri !== undefined && clientId !== undefined && !mayReturn(app, redirectUri))
    return refused(UNKNOWN_REDIRECT)
  const state = get('state') ?? null
  if (state !== null && state.length > LONGEST_STATE) return refused(TOO_LONG)
  return {
    outcome: 'asked',
    request: {
      clientId: app === undefined ? null : clientIdOf(app),
      // Whose it would be is not known.
      redirectUri: app === undefined ? null : (redirectUri ?? null),
      state,
      hint:
        hint === undefined
          ? null
          : { subject: hint.sub, sessionId: 'sid' in hint && hint.sid !== undefined ? hint.sid : null },
    },
  }
}

const mayReturn = (app: OAuthApp | undefined, uri: string): boolean =>
  app !== undefined && app.deactivatedAt === null && app.postLogoutRedirectUris.includes(uri)

/** Whether the app has shown that it is this session that it means. */
export const isSessionShown = ({ hint }: LogoutRequest, { user, session }: SignedIn): boolean =>
  hint !== null && hint.sessionId === session.id && hint.subject === subjectOf(user)

const refused = (detail: string): ReadLogout => ({ outcome: 'refused', detail })

const TWICE = 'The application sent something twice. Tell whoever runs it. You are still signed in.'
const BAD_HINT =
  'The application showed an ID token (id_token_hint) that it was not given here, or that was changed. You are still signed in.'
const UNKNOWN = 'The application that sent you here (client_id) is not known. You are still signed in.'
const UNKNOWN_REDIRECT =
  'The address to go back to (post_logout_redirect_uri) is not one that is registered for this application. You are still signed in.'
const TOO_LONG = 'The application sent a state that is too long. You are still signed in.'
