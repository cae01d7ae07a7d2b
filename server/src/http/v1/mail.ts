/** Whether mails arrive, an organization's and one's own. */
import { endpoints, type AccountMail, type StoppedAddress } from '@countersign/api'
import {
  reopenOwnAddress,
  reopenPersonAddress,
  showPersonMail,
  type Stopped,
} from '../../actions/mail/stopped-address.ts'
import { showMailState } from '../../actions/mail/show-mail-state.ts'
import type { Needs } from '../../actions/needs.ts'
import { chooseReminders, showAccountMail } from '../../actions/reminders/account-mail.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { toRfc3339 } from '../../domain/instant.ts'
import { route } from '../route.ts'

const presentStopped = ({ stoppedAt, said }: Stopped): StoppedAddress => ({
  stoppedAt: toRfc3339(stoppedAt),
  said,
})

async function presentAccountMail(needs: Needs, signedIn: SignedIn): Promise<AccountMail> {
  const { stopped, ...mail } = await showAccountMail(needs, signedIn)
  return { ...mail, stopped: stopped && presentStopped(stopped) }
}

export const mailRoutes = [
  route(endpoints.showMailState, 'member', async ({ needs, caller }) => {
    const { stoppedAddresses, ...state } = await showMailState(needs, caller)
    return {
      ...state,
      stoppedAddresses: stoppedAddresses.map((each) => ({
        address: each.address,
        ...presentStopped(each),
      })),
    }
  }),
  route(endpoints.showPersonMail, 'member', async ({ needs, caller, params }) => {
    const stopped = await showPersonMail(needs, caller, params.userId)
    return { stopped: stopped && presentStopped(stopped) }
  }),
  route(endpoints.reopenPersonAddress, 'member', ({ needs, caller, params }) =>
    reopenPersonAddress(needs, caller, params.userId),
  ),
  route(endpoints.showAccountMail, 'signedIn', ({ needs, signedIn }) => presentAccountMail(needs, signedIn)),
  route(endpoints.chooseReminders, 'signedIn', async ({ needs, signedIn, body }) => {
    await chooseReminders(needs, signedIn, body.reminders)
    return presentAccountMail(needs, signedIn)
  }),
  route(endpoints.reopenOwnAddress, 'signedIn', async ({ needs, signedIn }) => {
    await reopenOwnAddress(needs, signedIn)
    return presentAccountMail(needs, signedIn)
  }),
]
