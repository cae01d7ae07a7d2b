/** Setting up, signing in and out, and one's own sessions. */
import { endpoints } from '@countersign/api'
import type { Needs } from '../../actions/needs.ts'
import { reauthenticate } from '../../actions/sessions/reauthenticate.ts'
import { endOtherSessions, endSession, listSessions, signOut } from '../../actions/sessions/sessions.ts'
import { setUpInstallation } from '../../actions/set-up-installation.ts'
import { signIn } from '../../actions/sessions/sign-in.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { route } from '../route.ts'
import { presentActiveSession, presentSession } from './presenters.ts'

const present = async ({ store }: Needs, signedIn: SignedIn) =>
  presentSession(signedIn, await store.organizations.listForMember(signedIn.user.id))

export const sessionRoutes = [
  route(endpoints.showInstallation, 'anyone', async ({ needs }) => ({
    isSetUp: await needs.store.installation.hasOrganization(),
  })),
  route(endpoints.setUpInstallation, 'anyone', async ({ needs, origin, body, sessionCookie }) => {
    const opened = await setUpInstallation(needs, origin, body)
    sessionCookie.set(opened)
    return present(needs, opened.signedIn)
  }),
  route(endpoints.signIn, 'anyone', async ({ needs, origin, body, sessionCookie }) => {
    const opened = await signIn(needs, origin, body, sessionCookie.presented)
    sessionCookie.set(opened)
    return present(needs, opened.signedIn)
  }),
  route(endpoints.showSession, 'signedIn', ({ needs, signedIn }) => present(needs, signedIn)),
  route(endpoints.signOut, 'signedIn', async ({ needs, signedIn, sessionCookie }) => {
    await signOut(needs, signedIn)
    sessionCookie.clear()
  }),
  route(endpoints.reauthenticate, 'signedIn', async ({ needs, signedIn, body, sessionCookie }) => {
    const renewed = await reauthenticate(needs, signedIn, body.password)
    sessionCookie.set(renewed)
    return present(needs, renewed.signedIn)
  }),
  route(endpoints.listSessions, 'signedIn', async ({ needs, signedIn }) => ({
    items: (await listSessions(needs, signedIn)).map((session) =>
      presentActiveSession(session, signedIn.session),
    ),
  })),
  route(endpoints.endSession, 'signedIn', ({ needs, signedIn, params }) =>
    endSession(needs, signedIn, params.sessionId),
  ),
  route(endpoints.endOtherSessions, 'signedIn', async ({ needs, signedIn }) => ({
    ended: await endOtherSessions(needs, signedIn),
  })),
]
