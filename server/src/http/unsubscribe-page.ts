/**
 * The page behind the link in a reminder: a button that turns reminders off, without signing in. Looking at it changes
 * nothing, since mail filters follow every link. Mail programs send the POST themselves (RFC 8058), from wherever they
 * are, so whose site it comes from says nothing here: the code in the address is what counts.
 */
import type { FastifyInstance } from 'fastify'
import type { Needs } from '../actions/needs.ts'
import { unsubscribe, wantsReminders } from '../actions/reminders/unsubscribe.ts'
import { Refusal } from '../domain/refusal.ts'
import { originOf } from './origin.ts'
import { basePathOf, sendPage, type Page, type PageSettings } from './pages/page.ts'

type Surroundings = { readonly needs: Needs; readonly settings: PageSettings }
type Asked = { Params: { code: string } }

const LONGEST_BODY = 4096

export async function unsubscribePage(
  server: FastifyInstance,
  { needs, settings }: Surroundings,
): Promise<void> {
  const inAccount = `<p>You turn them on and off in the console: My Account, Profile. <a href="${basePathOf(settings)}">Open the console</a></p>`
  const off = pageOf(
    'Reminders are off',
    '<p>You get no more mails about API tokens and roles that end soon. Mails about the security of your account still come.</p>',
    inAccount,
  )
  // Whatever a mail program sends with it.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LONGEST_BODY }, (_request, _body, done) =>
    done(null),
  )
  server.get<Asked>('/unsubscribe/:code', { schema: { hide: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const isOn = await orUndefined(wantsReminders(needs, request.params.code))
    if (isOn === undefined) return sendPage(reply.code(404), settings, WRONG)
    return sendPage(reply, settings, isOn ? ASKING : off)
  })
  server.post<Asked>('/unsubscribe/:code', { schema: { hide: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const done = await orUndefined(unsubscribe(needs, originOf(request), request.params.code))
    return done === undefined ? sendPage(reply.code(404), settings, WRONG) : sendPage(reply, settings, off)
  })
}

/** What anything else goes wrong with is answered as everywhere. */
async function orUndefined<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Refusal && error.code === 'link_invalid') return undefined
    throw error
  }
}

const pageOf = (title: string, ...main: readonly string[]): Page => ({
  title,
  main: `<h1>${title}</h1>${main.join('')}`,
})

const WRONG = pageOf(
  'This link is not complete',
  '<p>Copy all of it out of the mail, or turn reminders off in the console: My Account, Profile.</p>',
)
const ASKING: Page = {
  ...pageOf(
    'Turn reminders off?',
    '<p>You will get no more mails about API tokens and roles that end soon, in every organization. What uses them stops when they end, without a word before.</p>',
    '<form method="post"><button name="List-Unsubscribe" value="One-Click">Turn reminders off</button></form>',
  ),
  hasForm: true,
}
