/** Whether mails arrive, an organization's and one's own. */
import Type, { type Static } from 'typebox'
import { Instant, Nullable, Strict } from './text.ts'

const isSent = Type.Boolean({
  description: 'False without a mail server: mails are then files in a folder at the machine',
})
const stopped = {
  stoppedAt: Instant('When the mail server refused the address; nothing is sent to it since'),
  said: Type.String({ description: 'What the mail server said of it' }),
}

export const MailState = Strict({
  isSent,
  waiting: Type.Integer({ description: 'Mails of the organization that are still to be sent' }),
  failed: Type.Integer({ description: 'Those of the last 30 days that were given up' }),
  stoppedAddresses: Type.Array(Strict({ address: Type.String(), ...stopped }), {
    description: 'Addresses of members that the mail server refused, up to 200. Nothing is sent to them',
  }),
})
export type MailState = Static<typeof MailState>

export const StoppedAddress = Type.Object(stopped)
export type StoppedAddress = Static<typeof StoppedAddress>

export const PersonMail = Type.Object({ stopped: Nullable(StoppedAddress) })

export const AccountMail = Type.Object({
  email: Type.String(),
  isSent,
  reminders: Type.Boolean({ description: 'Whether you are reminded of what ends; other mails always come' }),
  stopped: Nullable(StoppedAddress),
})
export type AccountMail = Static<typeof AccountMail>

export const ChooseReminders = Strict({ reminders: Type.Boolean() })
