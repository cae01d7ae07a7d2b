/** Signing in and out, and one’s own account. */
import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import { EditProfile, User } from '../people.ts'
import { ActiveSession, ChangePassword, Password, Session, SignIn } from '../sessions.ts'
import { Strict, Uuid } from '../text.ts'
import { V1, items } from './shared.ts'

export const signIn = endpoint({
  method: 'POST',
  path: `${V1}/session`,
  summary: 'Sign in',
  body: SignIn,
  status: 201,
  answer: Session,
})
export const showSession = endpoint({
  method: 'GET',
  path: `${V1}/session`,
  summary: 'Who is signed in',
  answer: Session,
})
export const signOut = endpoint({ method: 'DELETE', path: `${V1}/session`, summary: 'Sign out', status: 204 })
export const reauthenticate = endpoint({
  method: 'POST',
  path: `${V1}/session/reauthentication`,
  summary: 'Give the password again',
  body: Strict({ password: Password }),
  answer: Session,
})
export const listSessions = endpoint({
  method: 'GET',
  path: `${V1}/sessions`,
  summary: 'Your active sessions',
  answer: items(ActiveSession),
})
export const endSession = endpoint({
  method: 'DELETE',
  path: `${V1}/sessions/:sessionId`,
  summary: 'End one of your sessions',
  params: Strict({ sessionId: Uuid('The session') }),
  status: 204,
})
export const endOtherSessions = endpoint({
  method: 'DELETE',
  path: `${V1}/sessions`,
  summary: 'End all your other sessions',
  answer: Type.Object({ ended: Type.Integer() }),
})
export const editProfile = endpoint({
  method: 'PATCH',
  path: `${V1}/account`,
  summary: 'Change your name',
  body: EditProfile,
  answer: User,
})
export const changePassword = endpoint({
  method: 'PUT',
  path: `${V1}/account/password`,
  summary: 'Change your password and end your other sessions',
  body: ChangePassword,
  status: 204,
})
