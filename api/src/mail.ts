/** Whether an organization's mails arrive. */
import Type, { type Static } from 'typebox'
import { Strict } from './text.ts'

export const MailState = Strict({
  isSent: Type.Boolean({
    description: 'False without a mail server: mails are then files in a folder at the machine',
  }),
  waiting: Type.Integer({ description: 'Mails of the organization that are still to be sent' }),
  failed: Type.Integer({ description: 'Those of the last 30 days that were given up' }),
  stoppedAddresses: Type.Array(
    Strict({
      address: Type.String(),
      stoppedAt: Type.String({ format: 'date-time' }),
      said: Type.String({ description: 'What the mail server said of it' }),
    }),
    { description: 'Addresses of members that the mail server refused, up to 200. Nothing is sent to them' },
  ),
})
export type MailState = Static<typeof MailState>
