/** Setting the installation up. */
import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import { SetUp } from '../installation.ts'
import { Session } from '../sessions.ts'
import { V1 } from './shared.ts'

export const showInstallation = endpoint({
  method: 'GET',
  path: `${V1}/installation`,
  summary: 'Whether the installation is set up, and sends mail',
  answer: Type.Object({
    isSetUp: Type.Boolean(),
    sendsMail: Type.Boolean({ description: 'False without a mail server: links are handed over then' }),
  }),
})
export const setUpInstallation = endpoint({
  method: 'POST',
  path: `${V1}/installation`,
  summary: 'Set up the installation, with the code of the one-time link',
  body: SetUp,
  status: 201,
  answer: Session,
})
