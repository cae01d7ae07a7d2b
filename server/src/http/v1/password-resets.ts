/** One-time links with which a person chooses a new password. */
import { endpoints } from '@countersign/api'
import { askForPasswordReset } from '../../actions/password-resets/ask-for-password-reset.ts'
import { makePasswordReset } from '../../actions/password-resets/make-password-reset.ts'
import { lookAtPasswordReset, usePasswordReset } from '../../actions/password-resets/use-password-reset.ts'
import { toRfc3339, toRfc3339OrNull } from '../../domain/instant.ts'
import { route } from '../route.ts'

export const passwordResetRoutes = [
  route(endpoints.makePasswordReset, 'recentMember', async ({ needs, caller, params }) => {
    const { user, code, expiresAt } = await makePasswordReset(needs, caller, params.userId)
    return {
      username: user.username,
      link: `${needs.settings.issuer}/reset-password#code=${code.reveal()}`,
      expiresAt: toRfc3339(expiresAt),
    }
  }),
  route(endpoints.askForPasswordReset, 'anyone', ({ needs, origin, body }) =>
    askForPasswordReset(needs, origin, body.account),
  ),
  route(endpoints.lookAtPasswordReset, 'anyone', async ({ needs, origin, body }) => {
    const { reset, user, state } = await lookAtPasswordReset(needs, origin, body.code)
    return {
      username: user.username,
      state,
      expiresAt: toRfc3339(reset.expiresAt),
      usedAt: toRfc3339OrNull(reset.usedAt),
    }
  }),
  route(endpoints.usePasswordReset, 'anyone', ({ needs, origin, body }) =>
    usePasswordReset(needs, origin, body),
  ),
]
