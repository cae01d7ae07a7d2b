/** Choosing a new password by a link. */
import { endpoint } from '../endpoint.ts'
import {
  AskForPasswordReset,
  LookAtPasswordReset,
  LookedPasswordReset,
  MadePasswordReset,
  UsePasswordReset,
} from '../password-resets.ts'
import { V1, PERSON, ofPerson } from './shared.ts'

export const makePasswordReset = endpoint({
  method: 'POST',
  path: `${PERSON}/password-reset`,
  summary: 'Make a one-time link with which a person chooses a new password, as an owner',
  params: ofPerson,
  status: 201,
  answer: MadePasswordReset,
})
export const askForPasswordReset = endpoint({
  method: 'POST',
  path: `${V1}/password-resets`,
  summary: 'Have a link for a new password mailed to you; the answer is the same for an unknown account',
  body: AskForPasswordReset,
  status: 204,
})
export const lookAtPasswordReset = endpoint({
  method: 'POST',
  path: `${V1}/password-resets/look`,
  summary: 'Whose password a link changes, for whoever holds it',
  body: LookAtPasswordReset,
  answer: LookedPasswordReset,
  isRead: true,
})
export const usePasswordReset = endpoint({
  method: 'POST',
  path: `${V1}/password-resets/use`,
  summary: 'Choose a new password with the link, and end every session',
  body: UsePasswordReset,
  status: 204,
})
