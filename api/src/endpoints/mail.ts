/** Whether mails arrive. */
import { endpoint } from '../endpoint.ts'
import { AccountMail, ChooseReminders, MailState, PersonMail } from '../mail.ts'
import { ORGANIZATION, PERSON, V1, inOrganization, ofPerson } from './shared.ts'

export const showMailState = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/mail`,
  summary: 'Whether an organization’s mails arrive, for who manages its members',
  params: inOrganization,
  answer: MailState,
})
export const showPersonMail = endpoint({
  method: 'GET',
  path: `${PERSON}/mail`,
  summary: 'Whether mails to a person arrive, for who manages members',
  params: ofPerson,
  answer: PersonMail,
})
export const reopenPersonAddress = endpoint({
  method: 'DELETE',
  path: `${PERSON}/mail/stop`,
  summary: 'Send mails to a person’s address again, after the mail server refused it',
  params: ofPerson,
  status: 204,
})
export const showAccountMail = endpoint({
  method: 'GET',
  path: `${V1}/account/mail`,
  summary: 'Whether mails to you arrive, and whether reminders are among them',
  answer: AccountMail,
})
export const chooseReminders = endpoint({
  method: 'PATCH',
  path: `${V1}/account/mail`,
  summary: 'Turn reminders on or off',
  body: ChooseReminders,
  answer: AccountMail,
})
export const reopenOwnAddress = endpoint({
  method: 'DELETE',
  path: `${V1}/account/mail/stop`,
  summary: 'Have mails sent to your address again, after the mail server refused it',
  answer: AccountMail,
})
