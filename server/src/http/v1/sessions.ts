/** Signing in and out, one's own sessions, profile and password. */
import { endpoints } from '@countersign/api'
import { changePassword, editProfile } from '../../actions/sessions/change-account.ts'
import { reauthenticate } from '../../actions/sessions/reauthenticate.ts'
import { endOtherSessions, endSession, listSessions, signOut } from '../../actions/sessions/sessions.ts'
import { signIn } from '../../actions/sessions/sign-in.ts'
import { route } from '../route.ts'
import { presentActiveSession, presentUser } from './presenters.ts'
import { presentOpened } from './opened-session.ts'

export const sessionRoutes = [
  route(endpoints.signIn, 'anyone', async ({ needs, origin, body, sessionCookie }) => {
    const { presented, deviceMarks } = sessionCookie
    const opened = await signIn(needs, origin, body, { session: presented, deviceMarks })
    sessionCookie.set(opened)
    return presentOpened(needs, opened.signedIn)
  }),
  route(endpoints.showSession, 'signedIn', ({ needs, signedIn }) => presentOpened(needs, signedIn)),
  route(endpoints.signOut, 'signedIn', async ({ needs, signedIn, sessionCookie }) => {
    await signOut(needs, signedIn)
    sessionCookie.clear()
  }),
  route(endpoints.reauthenticate, 'signedIn', async ({ needs, signedIn, body, sessionCookie }) => {
    const renewed = await reauthenticate(needs, signedIn, body.password)
    sessionCookie.set(renewed)
    return presentOpened(needs, renewed.signedIn)
  }),
  route(endpoints.listSessions, 'signedIn', async ({ needs, signedIn }) => ({
    items: (await listSessions(needs, signedIn)).map((session) =>
      presentActiveSession(session, signedIn.session),
    ),
  })),
  route(endpoints.endSession, 'signedIn', ({ needs, signedIn, params }) =>
    endSession(needs, signedIn, params.sessionId),
  ),
  route(endpoints.endOtherSessions, 'recentlySignedIn', async ({ needs, signedIn }) => ({
    ended: await endOtherSessions(needs, signedIn),
  })),
  route(endpoints.editProfile, 'recentlySignedIn', async ({ needs, signedIn, body }) =>
    presentUser(await editProfile(needs, signedIn, body)),
  ),
  route(endpoints.changePassword, 'recentlySignedIn', async ({ needs, signedIn, body, sessionCookie }) => {
    sessionCookie.set(await changePassword(needs, signedIn, body))
  }),
]
