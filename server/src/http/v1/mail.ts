/** Whether an organization's mails arrive. */
import { endpoints } from '@countersign/api'
import { showMailState } from '../../actions/mail/show-mail-state.ts'
import { toRfc3339 } from '../../domain/instant.ts'
import { route } from '../route.ts'

export const mailRoutes = [
  route(endpoints.showMailState, 'member', async ({ needs, caller }) => {
    const { stoppedAddresses, ...state } = await showMailState(needs, caller)
    return {
      ...state,
      stoppedAddresses: stoppedAddresses.map((each) => ({
        ...each,
        stoppedAt: toRfc3339(each.stoppedAt),
      })),
    }
  }),
]
