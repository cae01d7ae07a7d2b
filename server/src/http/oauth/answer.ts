/**
 * The answer to an app, through the person's browser: in the query of the redirect URI (303, so that no form goes along), or
 * as a form that sends itself there (OAuth 2.0 Form Post Response Mode), by the one inline script of ours, or by its button.
 */
import type { FastifyReply } from 'fastify'
import { sha256 } from '../../crypto/digest.ts'
import { answerParameters, withQuery, type AnswerTo } from '../../domain/oauth/authorization-request.ts'
import { escaped } from '../pages/html.ts'
import { sendPage, type PageSettings } from '../pages/page.ts'
import { sourcesOf } from './authorize-pages.ts'

const SENDS_ITSELF = 'document.forms[0].submit()'
const ITS_HASH = `'sha256-${sha256(SENDS_ITSELF, 'base64')}'`

export function sendAnswer(
  reply: FastifyReply,
  settings: PageSettings,
  answerTo: AnswerTo,
  answer: Readonly<Record<string, string>>,
): FastifyReply {
  const { redirectUri, responseMode } = answerTo
  const parameters = answerParameters(settings.publicUrl, answerTo, answer)
  if (responseMode === 'query') return seeOther(reply, withQuery(redirectUri, parameters))
  const fields = Object.entries(parameters).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  return sendPage(reply, settings, {
    title: 'Back to the application',
    hasForm: true,
    leadsTo: sourcesOf(redirectUri),
    script: ITS_HASH,
    main: `<h1>Back to the application</h1><form method="post" action="${escaped(redirectUri)}">${fields.join('')}<button>Go on</button></form><script>${SENDS_ITSELF}</script>`,
  })
}

/** As it stands: nothing is encoded a second time. */
export const seeOther = (reply: FastifyReply, location: string): FastifyReply =>
  reply.code(303).header('cache-control', 'no-store').header('location', location).send()
