/** Whether the installation is set up, and setting it up. */
import { endpoints } from '@countersign/api'
import { setUpInstallation } from '../../actions/installation/set-up-installation.ts'
import { route } from '../route.ts'
import { presentOpened } from './opened-session.ts'

export const installationRoutes = [
  route(endpoints.showInstallation, 'anyone', async ({ needs }) => ({
    isSetUp: await needs.store.installation.hasOrganization(),
    sendsMail: needs.mailTransport.isSent,
  })),
  route(endpoints.setUpInstallation, 'anyone', async ({ needs, origin, body, sessionCookie }) => {
    const opened = await setUpInstallation(needs, origin, body)
    sessionCookie.set(opened)
    return presentOpened(needs, opened.signedIn)
  }),
]
