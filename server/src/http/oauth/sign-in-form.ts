/** Signing in by a form of a page: what is wrong is told there, beside the form; all else is an error as everywhere. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { signIn } from '../../actions/sessions/sign-in.ts'
import { Refusal } from '../../domain/refusal.ts'
import { originOf } from '../origin.ts'
import type { PagesOptions } from './page-server.ts'

type Given = { readonly username: string; readonly password: string }

/** The answer of what was wrong has its status, and its cookies when nothing was. */
export async function signInByForm(
  { needs, sessionCookies, countRefusal }: PagesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  given: Given,
): Promise<{ readonly sessionId: string } | { readonly wrong: string }> {
  try {
    const opened = await signIn(needs, originOf(request), credentialsOf(given), {
      session: sessionCookies.read(request),
      deviceMarks: sessionCookies.readDeviceMarks(request),
    })
    sessionCookies.set(reply, opened)
    return { sessionId: opened.signedIn.session.id }
  } catch (error) {
    if (!(error instanceof Refusal) || !TOLD_BESIDE.includes(error.code)) throw error
    countRefusal(error, request)
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
    reply.code(error.code === 'too_many_attempts' ? 429 : 400)
    return { wrong: `${error.title}. ${error.detail}` }
  }
}

/** Longer ones can't be anybody's, and would only cost time. */
function credentialsOf({ username, password }: Given): Given {
  if (username === '' || username.length > 254 || password === '' || password.length > 1024)
    throw new Refusal('credentials_invalid')
  return { username, password }
}

const TOLD_BESIDE: readonly string[] = ['credentials_invalid', 'too_many_attempts']
