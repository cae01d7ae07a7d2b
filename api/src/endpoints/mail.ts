/** Whether mails arrive. */
import { endpoint } from '../endpoint.ts'
import { MailState } from '../mail.ts'
import { ORGANIZATION, inOrganization } from './shared.ts'

export const showMailState = endpoint({
  method: 'GET',
  path: `${ORGANIZATION}/mail`,
  summary: 'Whether an organization’s mails arrive, for who manages its members',
  params: inOrganization,
  answer: MailState,
})
